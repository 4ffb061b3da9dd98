using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Bench;

/// <summary>A convolution of VGG19 as it occurs in a square picture.</summary>
/// <param name="Name">conv3_2.</param>
/// <param name="InputChannels">IC.</param>
/// <param name="OutputChannels">OC.</param>
/// <param name="Side">Height and width of its input.</param>
public readonly record struct VggLayer(string Name, int InputChannels, int OutputChannels, int Side)
{
    /// <summary>Side of the picture: <c>ISTYLE_BENCH_SIZE</c>, or 512.</summary>
    public static int PictureSide { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("ISTYLE_BENCH_SIZE"), out int side) ? side : 512;

    /// <summary>One layer of each shape.</summary>
    public static IReadOnlyList<VggLayer> All { get; } =
    [
        new("conv1_1", 3, 64, PictureSide), new("conv1_2", 64, 64, PictureSide), new("conv2_1", 64, 128, PictureSide / 2),
        new("conv2_2", 128, 128, PictureSide / 2), new("conv3_1", 128, 256, PictureSide / 4), new("conv3_2", 256, 256, PictureSide / 4),
        new("conv4_1", 256, 512, PictureSide / 8), new("conv4_2", 512, 512, PictureSide / 8), new("conv5_1", 512, 512, PictureSide / 16),
    ];

    /// <summary>One layer of each shape, or those that <c>ISTYLE_BENCH_LAYERS</c> names.</summary>
    public static IReadOnlyList<VggLayer> Chosen { get; } =
        Environment.GetEnvironmentVariable("ISTYLE_BENCH_LAYERS") is { Length: > 0 } names
            ? [.. All.Where(layer => names.Split(',').Contains(layer.Name))]
            : All;

    /// <summary>Shape of its input.</summary>
    internal TensorShape InputShape => new(InputChannels, Side, Side);

    /// <summary>Shape of its output.</summary>
    internal TensorShape OutputShape => new(OutputChannels, Side, Side);

    /// <summary>Its geometry.</summary>
    internal ConvolutionGeometry Geometry => new(InputChannels, OutputChannels);

    /// <summary>The same layer in a picture of another size.</summary>
    public VggLayer AtPictureSize(int size) => this with { Side = Side * size / 512 };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
