using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
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
        Assert.Equal((1, 2), (_cache.StylesComputed, _cache.StylesReused));
    }

    [Fact]
    public void Run_OtherStyleSizeOrFormula_ComputesItsOwnStatistics()
    {
        // Weights of losses are no part of the statistics; means (of the Wasserstein distance) and divisors are.
        LossPreset preset = s_small.Preset;
        StyleTransferOptions[] alike = [s_small, s_small with { Preset = preset with { StyleWeight = 3 } }];
        StyleTransferOptions[] others =
        [
            s_small with { Size = 40 },
            s_small with { StyleScale = 0.7 },
            s_small with { Preset = preset with { GramNormalization = GramNormalization.ChannelsAndPositions } },
            s_small with { Preset = preset with { StyleLayers = [.. preset.StyleLayers.Skip(1)] } },
            s_small with { Preset = preset with { StyleKind = StyleKind.Wasserstein } },
            s_small with { Network = s_small.Network with { Pooling = PoolingKind.Max } },
        ];
        foreach (StyleTransferOptions options in alike.Concat(others))
            Assert.Equal(Run(options, 1, null), Run(options, 1, _cache));
        Assert.Equal((1 + others.Length, 1), (_cache.StylesComputed, _cache.StylesReused));
    }

    [Fact]
    public void Run_OtherPartOfTheStyle_ComputesItsOwnStatistics()
    {
        Mask half = new(50, 70, [.. Enumerable.Range(0, 50 * 70).Select(i => i % 50 < 25 ? 1f : 0f)]);
        foreach (Mask? part in (Mask?[])[null, half, null, half])
            Assert.Equal(Run(s_small, 1, null, part), Run(s_small, 1, _cache, part));
        Assert.Equal((2, 2), (_cache.StylesComputed, _cache.StylesReused));
    }

    [Fact]
    public void Add_BeyondTheLimit_DropsTheLeastRecentlyUsed()
    {
        StatisticsCache cache = new(limitInBytes: 3 * 4 * sizeof(float));
        using Tensor values = _backend.Allocate("values", new TensorShape(1, 2, 2));
        foreach (string key in (string[])["a", "b", "c"])
        {
            _backend.Upload([key[0], 1, 2, 3], values);
            cache.Add(key, _backend, [values]);
        }

        cache.Find("a", _backend)![0].Dispose();
        cache.Add("d", _backend, [values]);
        Assert.Null(cache.Find("b", _backend));
        using Tensor kept = Assert.Single(cache.Find("a", _backend)!);
        float[] data = new float[4];
        _backend.Download(kept, data);
        Assert.Equal(['a', 1, 2, 3], data);
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

    private float[] Run(StyleTransferOptions options, int photo, TransferCache? cache, Mask? part = null) =>
        new StyleTransferRunner(_backend, _weights, options, cache).Run(new TransferPictures
        {
            Content = TestPictures.Waves(60, 44, photo),
            Styles = [new StylePicture(TestPictures.Waves(50, 70, 7), Part: part)],
        }).Picture.Data;
}
