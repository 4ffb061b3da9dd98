using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The theories on ILGPU's CPU accelerator; a build or machine without it fails.</summary>
[Trait("Category", "Kernels")]
public sealed class IlgpuCpuOperatorTests(IlgpuCpuOperatorTests.Fixture fixture)
    : OperatorTests(fixture), IClassFixture<IlgpuCpuOperatorTests.Fixture>
{
    public sealed class Fixture() : BackendFixture(BackendCatalogue.IlgpuCpu);
}
