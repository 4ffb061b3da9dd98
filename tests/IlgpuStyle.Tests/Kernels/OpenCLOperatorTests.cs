using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The theories on the first OpenCL device; skipped with the reason where there is none.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "OpenCL")]
public sealed class OpenCLOperatorTests(OpenCLOperatorTests.Fixture fixture)
    : LargeOperatorTests(fixture), IClassFixture<OpenCLOperatorTests.Fixture>
{
    public sealed class Fixture() : BackendFixture(BackendCatalogue.OpenCL);
}
