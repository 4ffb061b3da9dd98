using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The theories on the first CUDA device; skipped with the reason where there is none.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Cuda")]
public sealed class CudaOperatorTests(CudaOperatorTests.Fixture fixture)
    : LargeOperatorTests(fixture), IClassFixture<CudaOperatorTests.Fixture>
{
    public sealed class Fixture() : BackendFixture(BackendCatalogue.Cuda);
}
