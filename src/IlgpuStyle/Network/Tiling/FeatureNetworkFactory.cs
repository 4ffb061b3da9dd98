using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network.Tiling;

/// <summary>The network that a plan asks for.</summary>
internal static class FeatureNetworkFactory
{
    /// <summary>A tiled network if a plan cuts this picture, else one that keeps all activations.</summary>
    /// <exception cref="InputException">A layer does not exist, or the picture is too small for the network.</exception>
    public static IFeatureNetwork Create(
        PreparedNetwork network, TensorShape image, IEnumerable<string> features, bool withBackward, TilePlan? tiles,
        TileMember? member = null) =>
        tiles is null || !tiles.Cuts(image.Width, image.Height)
            ? new FeatureNetwork(network, image, features, withBackward)
            : new TiledFeatureNetwork(network, image, features, withBackward, tiles, member);
}
