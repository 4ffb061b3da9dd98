using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// A^½ of a symmetric positive definite matrix by the coupled Newton–Schulz iteration (Higham 2008, Functions
/// of Matrices, equation 6.35): Y₀ = A/‖A‖_F, Z₀ = I, T = (3I − ZY)/2, Y ← YT, Z ← TZ; Y → (A/‖A‖_F)^½. And
/// tr(A^½)'s gradient: for Q = A^½ and L = c·tr Q, ∂L/∂A solves Lyapunov's equation QX + XQ = c·I, by the
/// iteration a = Q/‖Q‖_F, x = c·I/‖Q‖_F, x ← x(3I − a²)/2, a ← a(3I − a²)/2; ∂L/∂A = x/2 (Lin &amp; Maji
/// 2017, Improved bilinear pooling with CNNs, section 3.2; the terms aᵀ(aᵀx − xa) of the general case vanish,
/// since x is a polynomial in a).
/// </summary>
/// <remarks>
/// Twelve iterations as in crowsonkb/style-transfer-pytorch: the roots of eigenvalues below some 10⁻⁵ of the
/// norm are then not yet converged, and that is part of the formula.
/// </remarks>
internal sealed class MatrixSquareRoot : IDisposable
{
    private const int Iterations = 12;

    private readonly IBackend _backend;
    private readonly Tensor[] _scratch;
    private readonly double[] _norm = new double[1];

    /// <summary>Allocates scratch for N×N matrices.</summary>
    public MatrixSquareRoot(IBackend backend, string name, int size)
    {
        _backend = backend;
        TensorShape shape = TensorShape.Matrix(size);
        _scratch = [.. Enumerable.Range(0, 5).Select(_ => backend.Allocate($"Gram root of {name}", shape, TensorRole.Statistic))];
        Identity = backend.Allocate($"Gram identity of {name}", shape, TensorRole.Statistic);
        float[] values = new float[size * size];
        for (int i = 0; i < size; i++)
            values[i * size + i] = 1;
        backend.Upload(values, Identity);
    }

    /// <summary>I.</summary>
    public Tensor Identity { get; }

    /// <summary>root = A^½.</summary>
    public void Forward(Tensor matrix, Tensor root)
    {
        double norm = Norm(matrix);
        (Tensor y, Tensor z, Tensor t) = (_scratch[0], _scratch[1], _scratch[2]);
        (Tensor nextY, Tensor nextZ) = (_scratch[3], _scratch[4]);
        _backend.LinearCombination([1 / norm], [matrix], y);
        _backend.Copy(Identity, z);
        for (int i = 0; i < Iterations; i++)
        {
            _backend.MatrixProduct(z, y, 1, t);
            _backend.LinearCombination([1.5, -0.5], [Identity, t], t);
            _backend.MatrixProduct(y, t, 1, nextY);
            _backend.MatrixProduct(t, z, 1, nextZ);
            (y, nextY) = (nextY, y);
            (z, nextZ) = (nextZ, z);
        }

        _backend.LinearCombination([Math.Sqrt(norm)], [y], root);
    }

    /// <summary>gradMatrix = ∂(scale · tr A^½)/∂A.</summary>
    /// <param name="root">A^½.</param>
    /// <param name="norm">‖A^½‖_F.</param>
    /// <param name="scale">c.</param>
    /// <param name="gradMatrix">Overwritten.</param>
    public void BackwardOfTrace(Tensor root, double norm, double scale, Tensor gradMatrix)
    {
        (Tensor a, Tensor x, Tensor e) = (_scratch[0], _scratch[1], _scratch[2]);
        (Tensor nextA, Tensor nextX) = (_scratch[3], _scratch[4]);
        _backend.LinearCombination([1 / norm], [root], a);
        _backend.LinearCombination([scale / norm], [Identity], x);
        for (int i = 0; i < Iterations; i++)
        {
            _backend.MatrixProduct(a, a, 1, e);
            _backend.LinearCombination([3, -1], [Identity, e], e);
            _backend.MatrixProduct(x, e, 0.5, nextX);
            (x, nextX) = (nextX, x);
            if (i + 1 == Iterations)
                break;
            _backend.MatrixProduct(a, e, 0.5, nextA);
            (a, nextA) = (nextA, a);
        }

        _backend.LinearCombination([0.5], [x], gradMatrix);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Identity.Dispose();
        foreach (Tensor tensor in _scratch)
            tensor.Dispose();
    }

    private double Norm(Tensor matrix)
    {
        _backend.Dots([matrix], [matrix], _norm);
        return Math.Sqrt(_norm[0]);
    }
}
