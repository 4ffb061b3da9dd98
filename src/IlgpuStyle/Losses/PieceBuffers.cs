using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// Scratch tensors, one for each shape of piece that has been seen, kept for the next evaluation.
/// </summary>
internal sealed class PieceBuffers(IDeviceMemory backend, string name) : IDisposable
{
    private readonly Dictionary<TensorShape, Tensor> _tensors = [];

    /// <summary>The scratch tensor of a shape; holds whatever its last user left.</summary>
    public Tensor Of(TensorShape shape)
    {
        if (!_tensors.TryGetValue(shape, out Tensor? tensor))
        {
            tensor = backend.Allocate(name, shape, TensorRole.Working);
            _tensors.Add(shape, tensor);
        }

        return tensor;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
            tensor.Dispose();
    }
}
