using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>What an arena gives back is the next one's, in its size.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Simd")]
public sealed class SpareMemoryTests
{
    private const int Channels = 64;

    // 4 MiB: blocks of this size come straight from the system.
    private static readonly TensorShape s_shape = new(Channels, 128, 128);
    private static readonly TensorShape s_twice = new(Channels, 256, 128);

    [SkippableFact]
    public void Arena_AfterASmallerOne_HasItsPagesAndZerosBehind()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux maps blocks");
        using SimdBackend backend = new(new SimdOptions { Threads = 1 });
        Leave(backend, s_shape, 7);
        using TensorArena arena = NewArena(backend, s_twice);
        float[] found = Read(backend, arena);
        // Blocks of 16 channels: half of them lay in the smaller one.
        Assert.All(found[..(int)s_shape.Length], value => Assert.Equal(7f, value));
        Assert.All(found[(int)s_shape.Length..], value => Assert.Equal(0f, value));
    }

    [SkippableFact]
    public void Arena_AfterALargerOne_HoldsNoMoreThanItAsksFor()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux maps blocks");
        using SimdBackend backend = new(new SimdOptions { Threads = 1 });
        long before = backend.AllocatedBytes;
        Leave(backend, s_twice, 7);
        Assert.Equal(before, backend.AllocatedBytes);
        using (TensorArena arena = NewArena(backend, s_shape))
            Assert.All(Read(backend, arena), value => Assert.Equal(7f, value));
        // The rest went back to the system, but for the page of the block's end.
        using TensorArena again = NewArena(backend, s_twice);
        int kept = Read(backend, again).Count(value => value != 0);
        Assert.InRange(kept, s_shape.Length, s_shape.Length + Environment.SystemPageSize / sizeof(float));
    }

    [Fact]
    public void GiveBackSpare_NextArena_HoldsZeros()
    {
        using SimdBackend backend = new(new SimdOptions { Threads = 1 });
        Leave(backend, s_shape, 7);
        backend.GiveBackSpare();
        using TensorArena arena = NewArena(backend, s_shape);
        Assert.All(Read(backend, arena), value => Assert.Equal(0f, value));
    }

    [Fact]
    public void Dispose_TensorOfAnArenaGivenBack_IsRefused()
    {
        using SimdBackend backend = new(new SimdOptions { Threads = 1 });
        TensorArena arena = NewArena(backend, s_shape);
        arena.Dispose();
        using TensorArena next = NewArena(backend, s_shape);
        Assert.Throws<ObjectDisposedException>(() => backend.Fill(arena.Tensors[0], 0));
    }

    [Fact]
    public void Run_InMemoryThatHeldNaN_HasTheSameBits()
    {
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        StyleTransferOptions options = new() { Size = 96, Scales = StyleTransferOptions.OneScale(2) };
        TransferPictures pictures = new()
        {
            Content = TestPictures.Waves(96, 90, 1), Styles = [new StylePicture(TestPictures.Waves(80, 64, 2))],
        };
        using SimdBackend clean = new(new SimdOptions { Threads = 1 }), soiled = new(new SimdOptions { Threads = 1 });
        Leave(soiled, new TensorShape(Channels, 1024, 512), float.NaN);
        TransferResult expected = new StyleTransferRunner(clean, weights, options).Run(pictures);
        TransferResult found = new StyleTransferRunner(soiled, weights, options).Run(pictures);
        Assert.Equal(expected.Loss, found.Loss);
        Assert.Equal(expected.Picture.Data, found.Picture.Data);
    }

    private static TensorArena NewArena(IBackend backend, TensorShape shape) =>
        backend.AllocateArena([new TensorRequest("all of it", shape, 0, 0, TensorRole.FeatureMap)]);

    private static void Leave(IBackend backend, TensorShape shape, float value)
    {
        using TensorArena arena = NewArena(backend, shape);
        backend.Fill(arena.Tensors[0], value);
    }

    private static float[] Read(IBackend backend, TensorArena arena)
    {
        float[] found = new float[arena.Tensors[0].Shape.Length];
        backend.Download(arena.Tensors[0], found);
        return found;
    }
}
