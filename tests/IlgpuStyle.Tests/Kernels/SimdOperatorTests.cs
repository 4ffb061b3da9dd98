using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The operator theories on vector instructions.</summary>
[Trait("Category", "Kernels")]
public sealed class SimdOperatorTests(SimdOperatorTests.Fixture fixture)
    : LargeOperatorTests(fixture), IClassFixture<SimdOperatorTests.Fixture>
{
    /// <summary>One SIMD backend for the class.</summary>
    public sealed class Fixture() : BackendFixture(BackendCatalogue.Simd);
}
