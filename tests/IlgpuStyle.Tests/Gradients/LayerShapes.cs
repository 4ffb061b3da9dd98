using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Gradients;

/// <summary>A network that has shapes and nothing else.</summary>
/// <param name="image">Of its picture.</param>
/// <param name="layers">Of its layers.</param>
internal sealed class LayerShapes(TensorShape image, (string Name, TensorShape Shape)[] layers) : IFeatureNetwork
{
    public TensorShape ImageShape => image;

    public long SizeInBytes => 0;

    public TensorShape FeatureShape(string layer) => layers.Single(known => known.Name == layer).Shape;

    public int Pieces(string layer) => 1;

    public void Forward(Tensor image, FeatureVisitor visit) => throw new NotSupportedException();

    public void Backward(Tensor image, FeatureGradient contribution, Tensor gradImage) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
