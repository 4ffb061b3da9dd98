using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels.Ptx;

/// <summary>
/// The backends whose PTX is interpreted, opened at their first use and shared by all tests of the collection, which run one after the
/// other: generating a kernel takes longer than executing it on a small shape.
/// </summary>
public sealed class PtxBackends : IDisposable
{
    /// <summary><see cref="BackendCatalogue.Ptx"/>.</summary>
    public BackendFixture Plain { get; } = new Fixture(BackendCatalogue.Ptx);

    /// <summary><see cref="BackendCatalogue.PtxOddGroups"/>.</summary>
    public BackendFixture OddGroups { get; } = new Fixture(BackendCatalogue.PtxOddGroups);

    /// <summary><see cref="BackendCatalogue.PtxWinograd"/>.</summary>
    public BackendFixture Winograd { get; } = new Fixture(BackendCatalogue.PtxWinograd);

    /// <summary><see cref="BackendCatalogue.PtxTiles"/>.</summary>
    public BackendFixture Tiles { get; } = new Fixture(BackendCatalogue.PtxTiles);

    /// <summary><see cref="BackendCatalogue.PtxTiledWinograd"/>.</summary>
    public BackendFixture TiledWinograd { get; } = new Fixture(BackendCatalogue.PtxTiledWinograd);

    /// <summary><see cref="BackendCatalogue.PtxTensorCores"/>.</summary>
    public BackendFixture TensorCores { get; } = new Fixture(BackendCatalogue.PtxTensorCores);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (BackendFixture fixture in (BackendFixture[])[Plain, OddGroups, Winograd, Tiles, TiledWinograd, TensorCores])
            fixture.Dispose();
    }

    private sealed class Fixture(string name) : BackendFixture(name);
}
