using IlgpuStyle.Tests.Kernels;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>The optimisers on vector instructions.</summary>
public sealed class SimdOptimizerTests(SimdOptimizerTests.Fixture fixture)
    : BackendOptimizerTests(fixture), IClassFixture<SimdOptimizerTests.Fixture>
{
    /// <summary>One SIMD backend for the class.</summary>
    public sealed class Fixture() : BackendFixture(BackendCatalogue.Simd);
}
