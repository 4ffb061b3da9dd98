namespace IlgpuStyle.Network;

/// <summary>
/// One line of a layer table. Channel counts are not here: they come from the weights file.
/// </summary>
/// <param name="Name">conv4_2, pool3, fire5.</param>
/// <param name="Kind">What it computes.</param>
/// <param name="Inputs">
/// Names of the layers it reads; empty means the layer before it (the picture for the first).
/// </param>
/// <param name="Stride">Step of a convolution or pooling window.</param>
/// <param name="Padding">Rows and columns a convolution reads beyond the border.</param>
/// <param name="Window">Side of a pooling window.</param>
/// <param name="CeilMode">Whether a pooling layer keeps a partial last window.</param>
/// <param name="FixedMax">Whether a pooling layer is max pooling whatever the options say.</param>
internal sealed record LayerDefinition(
    string Name, LayerKind Kind, IReadOnlyList<string> Inputs,
    int Stride = 1, int Padding = 1, int Window = 2, bool CeilMode = false, bool FixedMax = false)
{
    /// <summary>
    /// A convolution with ReLU that reads the layer before it, or <paramref name="input"/>.
    /// </summary>
    public static LayerDefinition Convolution(
        string name, int stride = 1, int padding = 1, string? input = null) =>
        new(name, LayerKind.Convolution, input is null ? [] : [input], stride, padding);

    /// <summary>VGG's 2×2 pooling with stride 2.</summary>
    public static LayerDefinition Pooling(string name) => new(name, LayerKind.Pooling, [], Stride: 2);

    /// <summary>SqueezeNet's 3×3 max pooling with stride 2 in ceil mode.</summary>
    public static LayerDefinition OverlappingMaxPooling(string name) =>
        new(name, LayerKind.Pooling, [], Stride: 2, Window: 3, CeilMode: true, FixedMax: true);

    /// <summary>Several layers' channels in one feature map.</summary>
    public static LayerDefinition Concatenation(string name, params string[] inputs) =>
        new(name, LayerKind.Concatenation, inputs);
}
