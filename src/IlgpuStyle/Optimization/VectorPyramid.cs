using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// A few smaller vectors below one, each with half the rows and columns of the one before, and the steps between them by bilinear
/// upsampling U (<see cref="IVectorOperators.UpsampleAccumulate"/>). Memory: a third of a vector.
/// </summary>
internal sealed class VectorPyramid : IDisposable
{
    // A coarser level would hold fewer pixels than a blur is wide.
    private const int SmallestSide = 4;

    private readonly IBackend _backend;
    private readonly bool _wraps;
    private readonly List<Tensor> _levels = [];

    /// <summary>Allocates the levels.</summary>
    /// <param name="backend">Where the vectors live.</param>
    /// <param name="name">Whose they are.</param>
    /// <param name="shape">(C, H, W) of the vector above.</param>
    /// <param name="most">Levels at most.</param>
    /// <param name="wraps">Whether opposite borders are neighbours; levels end where a side is odd.</param>
    public VectorPyramid(IBackend backend, string name, TensorShape shape, int most, bool wraps)
    {
        _backend = backend;
        _wraps = wraps;
        while (_levels.Count < most && Halves(shape))
        {
            shape = shape with { Height = (shape.Height + 1) / 2, Width = (shape.Width + 1) / 2 };
            _levels.Add(backend.Allocate($"{name} level {_levels.Count + 1}", shape, TensorRole.Vector));
        }
    }

    /// <summary>The levels, the finest first.</summary>
    public IReadOnlyList<Tensor> Levels => _levels;

    /// <summary>Each level = Uᵀ·the one before, the first Uᵀ·vector.</summary>
    /// <param name="vector">Of the shape above.</param>
    /// <returns>The last level; the vector if there is none.</returns>
    public Tensor Reduce(Tensor vector)
    {
        foreach (Tensor level in _levels)
        {
            _backend.UpsampleTransposed(vector, level, _wraps);
            vector = level;
        }

        return vector;
    }

    /// <summary>finer += scale · U·coarser.</summary>
    public void Grow(Tensor coarser, double scale, Tensor finer) => _backend.UpsampleAccumulate(coarser, scale, finer, _wraps);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor level in _levels)
            level.Dispose();
    }

    private bool Halves(TensorShape shape) =>
        Math.Min(shape.Height, shape.Width) >= SmallestSide
        && (!_wraps || (shape.Height % 2 == 0 && shape.Width % 2 == 0));
}
