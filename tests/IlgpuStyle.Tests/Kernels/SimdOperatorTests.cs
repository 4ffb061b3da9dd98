using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The theories on the SIMD backend with as many threads as the machine has. Missing is a failure.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Simd")]
public sealed class SimdOperatorTests(SimdOperatorTests.Fixture fixture)
    : LargeOperatorTests(fixture), IClassFixture<SimdOperatorTests.Fixture>
{
    public sealed class Fixture() : BackendFixture(BackendCatalogue.Simd);
}
