using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>Runs that share what they have in common give what they would give alone.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Simd")]
[Trait("Category", "WholeNetwork")]
public sealed class TransferCacheTests : IDisposable
{
    private static readonly StyleTransferOptions s_small = new() { Size = 48, Scales = StyleTransferOptions.OneScale(3) };

    private readonly IBackend _backend = BackendCatalogue.Open("simd");
    private readonly WeightsFile _weights = WeightsFile.OpenEmbedded();
    private readonly TransferCache _cache = new();

    public void Dispose()
    {
        _cache.Dispose();
        _weights.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void Run_SharedCache_PreparesTheNetworkOnceAndGivesTheSameBits()
    {
        float[][] alone = [Run(s_small, 1, null), Run(s_small, 2, null)];
        Assert.Equal(alone[0], Run(s_small, 1, _cache));
        Assert.Equal(alone[1], Run(s_small, 2, _cache));
        Assert.Equal(alone[0], Run(s_small, 1, _cache));
        Assert.Equal(1, _cache.NetworksPrepared);
    }

    [Fact]
    public void Run_OtherDepthOrPooling_GetsItsOwnNetwork()
    {
        StyleTransferOptions deeper = s_small with { Preset = LossPresets.Gatys };
        StyleTransferOptions max = s_small with { Network = s_small.Network with { Pooling = PoolingKind.Max } };
        foreach (StyleTransferOptions options in (StyleTransferOptions[])[s_small, deeper, max])
            Assert.Equal(Run(options, 1, null), Run(options, 1, _cache));
        Assert.Equal(3, _cache.NetworksPrepared);
    }

    private float[] Run(StyleTransferOptions options, int photo, TransferCache? cache) =>
        new StyleTransferRunner(_backend, _weights, options, cache).Run(new TransferPictures
        {
            Content = TestPictures.Waves(60, 44, photo),
            Styles = [new StylePicture(TestPictures.Waves(50, 70, 7))],
        }).Picture.Data;
}
