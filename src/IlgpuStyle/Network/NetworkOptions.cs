using IlgpuStyle.Backends;

namespace IlgpuStyle.Network;

/// <summary>How a network runs, apart from its weights.</summary>
/// <param name="Pooling">
/// Max, average or L2; null takes what the weights file says, and average if it says nothing.
/// </param>
/// <param name="Padding">What convolutions read beyond the border.</param>
/// <param name="FirstPadding">
/// The same for the first convolution alone; null: like the others. Beyond the picture's border zeros are a
/// grey frame.
/// </param>
/// <param name="CeilMaxPooling">
/// Whether max pooling keeps a partial last window, as in Caffe and Torch's neural-style; other kinds drop
/// it.
/// </param>
/// <param name="RescalePooling">
/// Whether what follows average and L2 pooling is scaled to about max pooling's activations: by
/// <see cref="AverageScale"/> and <see cref="L2Scale"/>.
/// </param>
/// <param name="PixelRange">
/// What a white pixel is to networks that take pixels from 0 to 255; null: 255. Torch's neural-style has 256.
/// Networks for 0 to 1 ignore it.
/// </param>
/// <param name="OptimizesInput">
/// Whether a run's variables are the pixels that the network is fed, the mean subtracted, times a power of two. Tools that optimise those
/// round each step to float32 there, and L-BFGS's small first steps show it. <see cref="PixelNormalization.Upload"/> makes them.
/// </param>
public sealed record NetworkOptions(
    PoolingKind? Pooling = null, PaddingMode Padding = PaddingMode.Zero, PaddingMode? FirstPadding = null,
    bool CeilMaxPooling = false, bool RescalePooling = false, double? PixelRange = null,
    bool OptimizesInput = false)
{
    /// <summary>Factor after average pooling (crowsonkb/style-transfer-pytorch).</summary>
    public const double AverageScale = 2;

    /// <summary>Factor after L2 pooling (crowsonkb/style-transfer-pytorch).</summary>
    public const double L2Scale = 0.78;

    /// <summary>What the maps behind a pooling layer of some kind are multiplied with.</summary>
    public double ScaleAfter(PoolingKind kind) => (RescalePooling, kind) switch
    {
        (true, PoolingKind.Average) => AverageScale,
        (true, PoolingKind.L2) => L2Scale,
        _ => 1,
    };
}
