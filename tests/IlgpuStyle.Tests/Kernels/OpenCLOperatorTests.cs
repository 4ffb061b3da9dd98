using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>All theories on an OpenCL device, tiles included; skipped with the reason where there is none.</summary>
[Trait("Category", "Kernels")]
public sealed class OpenCLOperatorTests(OpenCLOperatorTests.Fixture fixture)
    : LargeOperatorTests(fixture), IClassFixture<OpenCLOperatorTests.Fixture>
{
    public sealed class Fixture() : BackendFixture(BackendCatalogue.OpenCL);
}
