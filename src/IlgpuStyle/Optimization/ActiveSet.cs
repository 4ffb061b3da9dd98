using IlgpuStyle.Backends;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// Which elements of x are held at a bound: A = {i : x_i ≤ lower and g_i ≥ 0, or x_i ≥ upper and g_i ≤ 0}.
/// Stored as a vector that is positive on the free elements, so that <see cref="INetworkOperators.ReluBackward"/>
/// masks any other vector with it. Memory: four vectors.
/// </summary>
internal sealed class ActiveSet : IRunState, IDisposable
{
    private readonly IBackend _backend;
    private readonly BoxConstraint _box;
    private readonly Tensor _ones;
    private readonly Tensor _distance;
    private readonly Tensor _part;
    private readonly Tensor _free;

    /// <summary>Allocates; nothing is free before <see cref="Find"/>.</summary>
    public ActiveSet(IBackend backend, TensorShape shape, BoxConstraint box)
    {
        _backend = backend;
        _box = box;
        _ones = backend.Allocate("ones", shape, TensorRole.Vector);
        _distance = backend.Allocate("distance to the bound", shape, TensorRole.Vector);
        _part = backend.Allocate("part of the gradient", shape, TensorRole.Vector);
        _free = backend.Allocate("free elements", shape, TensorRole.Vector);
        backend.Fill(_ones, 1);
    }

    /// <summary>
    /// free = max(0, g) where x &gt; lower, plus max(0, −g) where x &lt; upper. An element with g = 0 counts
    /// as active.
    /// </summary>
    public void Find(Tensor x, Tensor gradient)
    {
        _backend.LinearCombination([1, -_box.Lower], [x, _ones], _distance);
        _backend.ReluForward(gradient, _part);
        _backend.ReluBackward(_distance, _part, _free);
        _backend.LinearCombination([-1, _box.Upper], [x, _ones], _distance);
        _backend.LinearCombination([-1], [gradient], _part);
        _backend.ReluForward(_part, _part);
        _backend.ReluBackward(_distance, _part, _part);
        _backend.LinearCombination([1, 1], [_free, _part], _free);
    }

    /// <summary>output = vector on the free elements, 0 on the active ones; may be in place.</summary>
    public void Mask(Tensor vector, Tensor output) => _backend.ReluBackward(_free, vector, output);

    /// <inheritdoc/>
    public void Save(StateWriter state) => state.Write("free", _backend, _free);

    /// <inheritdoc/>
    public void Load(StateReader state) => state.Read("free", _backend, _free);

    /// <inheritdoc/>
    public void Dispose()
    {
        _ones.Dispose();
        _distance.Dispose();
        _part.Dispose();
        _free.Dispose();
    }
}
