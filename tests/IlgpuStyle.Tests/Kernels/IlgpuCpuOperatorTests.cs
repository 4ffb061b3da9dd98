using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The theories on ILGPU's CPU accelerator: the kernels that a graphics card runs, slowly, with
/// NaN in all scratch memory before each operator. Missing is a failure.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "IlgpuCpu")]
public sealed class IlgpuCpuOperatorTests(IlgpuCpuOperatorTests.Fixture fixture)
    : OperatorTests(fixture), IClassFixture<IlgpuCpuOperatorTests.Fixture>
{
    public sealed class Fixture() : BackendFixture(BackendCatalogue.IlgpuCpuSoiled);
}
