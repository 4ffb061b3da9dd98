using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The theories with groups of three threads: no kernel may lean on the group size that the launch
/// policy likes.</summary>
[Trait("Category", "Kernels")]
public sealed class IlgpuOddGroupOperatorTests(IlgpuOddGroupOperatorTests.Fixture fixture)
    : OperatorTests(fixture), IClassFixture<IlgpuOddGroupOperatorTests.Fixture>
{
    public sealed class Fixture() : BackendFixture(BackendCatalogue.IlgpuCpuOddGroups);
}
