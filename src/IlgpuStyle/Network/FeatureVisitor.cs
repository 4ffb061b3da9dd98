using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network;

/// <summary>
/// Reads one piece of a feature layer during the forward pass. The pieces of a layer come in the order of
/// their numbers.
/// </summary>
/// <param name="layer">Name of the layer, as in the network's table.</param>
/// <param name="window">The piece.</param>
/// <param name="features">Its features, valid during the call only.</param>
internal delegate void FeatureVisitor(string layer, FeatureWindow window, Tensor features);
