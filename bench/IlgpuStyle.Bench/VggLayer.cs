using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Bench;

/// <summary>A convolution of VGG19 as it occurs in a 512×512 picture.</summary>
/// <param name="Name">conv3_2.</param>
/// <param name="InputChannels">IC.</param>
/// <param name="OutputChannels">OC.</param>
/// <param name="Side">Height and width of its input.</param>
public readonly record struct VggLayer(string Name, int InputChannels, int OutputChannels, int Side)
{
    /// <summary>One layer of each shape.</summary>
    public static IReadOnlyList<VggLayer> All { get; } =
    [
        new("conv1_1", 3, 64, 512), new("conv1_2", 64, 64, 512), new("conv2_1", 64, 128, 256), new("conv2_2", 128, 128, 256),
        new("conv3_1", 128, 256, 128), new("conv3_2", 256, 256, 128), new("conv4_1", 256, 512, 64), new("conv4_2", 512, 512, 64),
        new("conv5_1", 512, 512, 32),
    ];

    /// <summary>Shape of its input.</summary>
    public TensorShape InputShape => new(InputChannels, Side, Side);

    /// <summary>Shape of its output.</summary>
    public TensorShape OutputShape => new(OutputChannels, Side, Side);

    /// <summary>Its geometry.</summary>
    public ConvolutionGeometry Geometry => new(InputChannels, OutputChannels);

    /// <summary>The same layer in a picture of another size.</summary>
    public VggLayer AtPictureSize(int size) => this with { Side = Side * size / 512 };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
