namespace IlgpuStyle.Tests.Reference;

/// <summary>
/// The scalars of vector-free L-BFGS from their definition: the Gram matrix of all measured vectors, the rows of those that stay, and H as
/// a matrix on coefficients, H ← (1 − ρ·s·yᵀ)·H·(1 − ρ·y·sᵀ) + ρ·s·sᵀ (Nocedal and Wright, equation 7.16), instead of two loops.
/// </summary>
internal sealed class ReferenceRecursion
{
    private readonly double[,] _all;
    private readonly List<int> _basis = [];
    private readonly int _pairs;
    private readonly double[] _products;
    private readonly int _width;

    public ReferenceRecursion(double[] products, double[] gram, int pairsBefore, bool keepPair, int capacity)
    {
        _products = products;
        int old = 2 * pairsBefore;
        _width = old + 4;
        _all = new double[old + 3, old + 3];
        for (int i = 0; i < old; i++)
        for (int j = 0; j < old; j++)
            _all[i, j] = gram[i * (old + 1) + j];
        for (int row = 0; row < 3; row++)
        for (int j = 0; j <= old + row; j++)
            _all[old + row, j] = _all[j, old + row] = products[row * _width + j];
        List<(int S, int Y)> kept = [.. Enumerable.Range(0, pairsBefore).Select(i => (i, pairsBefore + i))];
        if (keepPair)
            kept.Add((old, old + 1));
        kept = [.. kept.TakeLast(capacity)];
        _pairs = kept.Count;
        _basis.AddRange(kept.Select(pair => pair.S));
        _basis.AddRange(kept.Select(pair => pair.Y));
        _basis.Add(old + 2);
    }

    public double[] NextGram => [.. _basis.SelectMany(i => _basis.Select(j => _all[i, j]))];

    /// <summary>−H·g by recursion over the pairs, newest outside.</summary>
    public double[] Coefficients()
    {
        double[] gradient = new double[_basis.Count];
        gradient[^1] = -1;
        return Apply(_pairs - 1, gradient);
    }

    /// <summary>sᵀs, sᵀy, yᵀy, g′ᵀg′, g′ᵀd, slope.</summary>
    public double[] Decision()
    {
        int s = _width - 4, g = _basis.Count - 1;
        return
        [
            _all[s, s], _all[s, s + 1], _all[s + 1, s + 1], _all[s + 2, s + 2], _products[2 * _width + s + 3],
            Product(g, Coefficients()),
        ];
    }

    /// <summary>H of the pairs 0 … newest, applied to a combination.</summary>
    private double[] Apply(int newest, double[] vector)
    {
        int y = _pairs + newest;
        if (newest < 0)
        {
            int last = _pairs - 1;
            double gamma = _pairs == 0 ? 1 : Entry(last, _pairs + last) / Entry(_pairs + last, _pairs + last);
            return [.. vector.Select(value => gamma * value)];
        }

        double curvature = Entry(newest, y), alpha = Product(newest, vector) / curvature;
        double[] inner = [.. vector];
        inner[y] -= alpha;
        double[] result = Apply(newest - 1, inner);
        result[newest] += alpha - Product(y, result) / curvature;
        return result;
    }

    private double Entry(int i, int j) => _all[_basis[i], _basis[j]];

    private double Product(int row, double[] vector) => vector.Select((value, j) => value * Entry(row, j)).Sum();
}
