using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>G = scale · Σ_pieces F·Fᵀ, (1, C, C): the Gram matrix of a feature map that comes in pieces.</summary>
internal sealed class GramSum : IDisposable
{
    private static readonly double[] s_sum = [1, 1];

    private readonly IBackend _backend;
    private readonly double _scale;
    private readonly Tensor? _piece;
    private readonly Tensor[] _sumAndPiece;
    private bool _isEmpty = true;

    /// <summary>Allocates the matrix, and a second one if there are several pieces.</summary>
    public GramSum(IBackend backend, string name, int channels, double scale, int pieces)
    {
        _backend = backend;
        _scale = scale;
        Gram = backend.Allocate(name, TensorShape.Matrix(channels));
        _piece = pieces > 1 ? backend.Allocate($"{name}, one piece", Gram.Shape) : null;
        _sumAndPiece = [Gram, _piece ?? Gram];
    }

    /// <summary>The sum over the pieces since <see cref="Begin"/>.</summary>
    public Tensor Gram { get; }

    /// <summary>Starts a new sum.</summary>
    public void Begin() => _isEmpty = true;

    /// <summary>Adds a piece (C, h, w).</summary>
    public void Add(Tensor features)
    {
        _backend.GramForward(features, _scale, _isEmpty ? Gram : _piece!);
        if (!_isEmpty)
            _backend.LinearCombination(s_sum, _sumAndPiece, Gram);
        _isEmpty = false;
    }

    /// <summary>Hands the matrix over and frees the rest.</summary>
    public Tensor Take()
    {
        _piece?.Dispose();
        return Gram;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _piece?.Dispose();
        Gram.Dispose();
    }
}
