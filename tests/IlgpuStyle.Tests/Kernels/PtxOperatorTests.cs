using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The theories on the PTX that a CUDA card would get, interpreted.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Ptx")]
public sealed class PtxOperatorTests(PtxOperatorTests.Fixture fixture)
    : OperatorTests(fixture), IClassFixture<PtxOperatorTests.Fixture>
{
    public sealed class Fixture() : BackendFixture(BackendCatalogue.Ptx);
}
