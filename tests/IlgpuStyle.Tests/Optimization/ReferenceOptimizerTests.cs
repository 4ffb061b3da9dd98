using IlgpuStyle.Tests.Kernels;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>
/// The optimisers on the reference, which shows that the bounds leave room for the objective's own rounding.
/// </summary>
public sealed class ReferenceOptimizerTests(ReferenceOptimizerTests.Fixture fixture)
    : BackendOptimizerTests(fixture), IClassFixture<ReferenceOptimizerTests.Fixture>
{
    /// <summary>One reference for the class.</summary>
    public sealed class Fixture() : BackendFixture(BackendCatalogue.Reference);
}
