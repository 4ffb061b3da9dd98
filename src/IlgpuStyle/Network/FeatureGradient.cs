using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network;

/// <summary>
/// Adds ∂L/∂features of one layer to the gradient that has come down from the layers behind it.
/// The network calls it once for each feature layer, deepest first, and never asks who made the gradient.
/// </summary>
/// <param name="layer">Name of the layer, as in the network's table.</param>
/// <param name="features">The layer's feature map.</param>
/// <param name="gradFeatures">∂L/∂features; to be added to.</param>
public delegate void FeatureGradient(string layer, Tensor features, Tensor gradFeatures);
