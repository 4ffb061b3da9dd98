using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>All theories on an NVIDIA card, tiles included; skipped with the reason where there is none.</summary>
[Trait("Category", "Kernels")]
public sealed class CudaOperatorTests(CudaOperatorTests.Fixture fixture)
    : LargeOperatorTests(fixture), IClassFixture<CudaOperatorTests.Fixture>
{
    public sealed class Fixture() : BackendFixture(BackendCatalogue.Cuda);
}
