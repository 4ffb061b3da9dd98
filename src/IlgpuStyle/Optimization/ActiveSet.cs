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
    private readonly IBackend backend;
    private readonly BoxConstraint box;
    private readonly Tensor ones;
    private readonly Tensor distance;
    private readonly Tensor part;
    private readonly Tensor free;

    /// <summary>Allocates; nothing is free before <see cref="Find"/>.</summary>
    public ActiveSet(IBackend backend, TensorShape shape, BoxConstraint box)
    {
        this.backend = backend;
        this.box = box;
        ones = backend.Allocate("ones", shape, TensorRole.Vector);
        distance = backend.Allocate("distance to the bound", shape, TensorRole.Vector);
        part = backend.Allocate("part of the gradient", shape, TensorRole.Vector);
        free = backend.Allocate("free elements", shape, TensorRole.Vector);
        backend.Fill(ones, 1);
    }

    /// <summary>
    /// free = max(0, g) where x &gt; lower, plus max(0, −g) where x &lt; upper. An element with g = 0 counts
    /// as active.
    /// </summary>
    public void Find(Tensor x, Tensor gradient)
    {
        backend.LinearCombination([1, -box.Lower], [x, ones], distance);
        backend.ReluForward(gradient, part);
        backend.ReluBackward(distance, part, free);
        backend.LinearCombination([-1, box.Upper], [x, ones], distance);
        backend.LinearCombination([-1], [gradient], part);
        backend.ReluForward(part, part);
        backend.ReluBackward(distance, part, part);
        backend.LinearCombination([1, 1], [free, part], free);
    }

    /// <summary>output = vector on the free elements, 0 on the active ones; may be in place.</summary>
    public void Mask(Tensor vector, Tensor output) => backend.ReluBackward(free, vector, output);

    /// <inheritdoc/>
    public void Save(StateWriter state) => state.Write("free", backend, free);

    /// <inheritdoc/>
    public void Load(StateReader state) => state.Read("free", backend, free);

    /// <inheritdoc/>
    public void Dispose()
    {
        ones.Dispose();
        distance.Dispose();
        part.Dispose();
        free.Dispose();
    }
}
