using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network;

/// <summary>
/// Adds ∂L/∂features of one piece of a layer to the gradient that has come down from the layers behind it.
/// The network calls it once for each piece of each feature layer and never asks who made the gradient.
/// </summary>
/// <param name="layer">Name of the layer, as in the network's table.</param>
/// <param name="window">The piece.</param>
/// <param name="features">The piece's features, as in the forward pass.</param>
/// <param name="gradFeatures">∂L/∂features of the piece; to be added to.</param>
internal delegate void FeatureGradient(
    string layer, FeatureWindow window, Tensor features, Tensor gradFeatures);
