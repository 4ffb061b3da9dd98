using IlgpuStyle.Tests.Kernels;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>The optimisers on a CUDA card, where there is one.</summary>
public sealed class CudaOptimizerTests(CudaOptimizerTests.Fixture fixture)
    : BackendOptimizerTests(fixture), IClassFixture<CudaOptimizerTests.Fixture>
{
    /// <summary>One CUDA backend for the class.</summary>
    public sealed class Fixture() : BackendFixture(BackendCatalogue.Cuda);
}
