using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>
/// The theories, run on the reference itself: they accept what is right, and the reference keeps the contracts that need no
/// second opinion (guards, exact kinks, argument errors, adjointness).
/// </summary>
[Trait("Category", "Kernels")]
public sealed class ReferenceOperatorTests(ReferenceOperatorTests.Fixture fixture)
    : OperatorTests(fixture), IClassFixture<ReferenceOperatorTests.Fixture>
{
    public sealed class Fixture() : BackendFixture(BackendCatalogue.Reference);
}
