using IlgpuStyle.Imaging;

namespace IlgpuStyle.Inspection;

/// <summary>What one layer makes of a picture.</summary>
/// <param name="Layer">Name, such as conv3_1 (after its ReLU).</param>
/// <param name="Channels">C.</param>
/// <param name="Height">H of the feature map.</param>
/// <param name="Width">W of the feature map.</param>
/// <param name="Mean">Mean over all channels and positions.</param>
/// <param name="Deviation">Standard deviation over all of them.</param>
/// <param name="Max">Largest activation.</param>
/// <param name="ZeroShare">Share of activations that the ReLU set to 0.</param>
/// <param name="SilentChannels">Channels that are 0 everywhere.</param>
/// <param name="Activations">
/// Contact sheet of the first channels, each scaled to its own largest value.
/// </param>
/// <param name="Gram">
/// The Gram matrix F·Fᵀ/M as C×C grey values: the root of the correlation G_ij/√(G_ii·G_jj), black for silent
/// channels.
/// </param>
internal sealed record LayerInspection(
    string Layer, int Channels, int Height, int Width, double Mean, double Deviation, double Max,
    double ZeroShare, int SilentChannels,
    RgbImage Activations, RgbImage Gram);
