using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network;

/// <summary>
/// A network at one picture size. The forward pass hands out the feature maps of the layers that were asked
/// for, whole or in pieces; the backward pass takes ∂L/∂features of the same pieces and gives ∂L/∂image. What
/// L is, it never asks: a loss gathers its statistics from all pieces of the forward pass, and then says what
/// each piece's gradient is.
/// </summary>
internal interface IFeatureNetwork : IDisposable
{
    /// <summary>(3, H, W) of the pictures it takes.</summary>
    TensorShape ImageShape { get; }

    /// <summary>Memory of activations and gradients, in bytes.</summary>
    long SizeInBytes { get; }

    /// <summary>Which device of a team this is; it hands out its own tiles' pieces alone.</summary>
    TileMember Member => TileMember.Alone;

    /// <summary>Whether a piece of a layer's feature map is one that it hands out.</summary>
    bool Owns(string layer, int piece) => true;

    /// <summary>Shape of a layer's whole feature map.</summary>
    TensorShape FeatureShape(string layer);

    /// <summary>How many pieces a layer's feature map comes in.</summary>
    int Pieces(string layer);

    /// <summary>Runs the picture (3, H, W), RGB in [0, 1], through all layers.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="visit">Reads the pieces of the feature layers.</param>
    void Forward(Tensor image, FeatureVisitor visit);

    /// <summary>∂L/∂image at the picture of the last <see cref="Forward"/>.</summary>
    /// <param name="image">The same picture.</param>
    /// <param name="contribution">Adds ∂L/∂features piece by piece.</param>
    /// <param name="gradImage">(3, H, W), overwritten.</param>
    void Backward(Tensor image, FeatureGradient contribution, Tensor gradImage);
}
