using IlgpuStyle.Backends;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// The curvature pairs s_i = x_{i+1} − x_i, y_i = ∇f(x_{i+1}) − ∇f(x_i) of L-BFGS, in a ring on the backend,
/// and there too every dot product among them and the gradient g, and the coefficients of the direction
/// (<see cref="LbfgsScalars"/>).
/// <para>
/// A step costs two passes over the pairs and one read-back, of <see cref="LbfgsScalars.Decision"/>. The step
/// writes a candidate pair into the ring's free slot; <see cref="MeasureStep"/> takes its products with
/// everything (one <see cref="IVectorOperators.Dots(ReadOnlySpan{Tensor}, ReadOnlySpan{Tensor}, ScalarBuffer)"/>) and
/// runs the recursion as if the trial were accepted and its pair kept, so that the slope of the next
/// direction comes with the scalars on which that is decided; <see cref="Accept"/> makes it so;
/// <see cref="Direction"/> builds d (one linear combination). A rejected candidate is just overwritten.
/// Nothing is ever moved or copied.
/// </para>
/// Memory: 2(m + 1) vectors.
/// </summary>
internal sealed class LbfgsHistory : IRunState, IDisposable
{
    private static readonly double[] s_steepestDescent = [-1];

    private readonly IBackend _backend;
    private readonly int _slots;
    private readonly Tensor[] _s;
    private readonly Tensor[] _y;
    private readonly LbfgsScalars _scalars;
    private readonly double[] _decision = new double[LbfgsScalars.Decisions];

    // Scratch: the vectors of one operator.
    private readonly Tensor[] _operands;
    private int _operandCount;

    // The oldest pair's slot.
    private int _first;

    // gᵀg at the iterate and gᵀd of the direction that the coefficients give.
    private double _gradientSquare;
    private double _slope;

    /// <summary>An empty history.</summary>
    /// <param name="backend">Where the vectors live.</param>
    /// <param name="shape">Shape of x.</param>
    /// <param name="capacity">m, pairs kept, at least 1.</param>
    public LbfgsHistory(IBackend backend, TensorShape shape, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _backend = backend;
        Capacity = capacity;
        _slots = capacity + 1;
        _s = [.. Enumerable.Range(0, _slots).Select(i => backend.Allocate($"s{i}", shape, TensorRole.CurvaturePair))];
        _y = [.. Enumerable.Range(0, _slots).Select(i => backend.Allocate($"y{i}", shape, TensorRole.CurvaturePair))];
        _scalars = new LbfgsScalars(backend, capacity);
        _operands = new Tensor[2 * capacity + LbfgsScalars.TrialVectors];
    }

    /// <summary>m, the most pairs kept.</summary>
    public int Capacity { get; }

    /// <summary>k, the pairs kept now.</summary>
    public int Count { get; private set; }

    /// <summary>Where the next pair's s is to be written before <see cref="MeasureStep"/>.</summary>
    public Tensor CandidateS => _s[Candidate];

    /// <summary>Where the next pair's y is to be written before <see cref="MeasureStep"/>.</summary>
    public Tensor CandidateY => _y[Candidate];

    private int Candidate => Slot(Count);

    /// <summary>Forgets the pairs; gᵀg stays known.</summary>
    public void Clear() => Count = 0;

    /// <summary>Starts at a gradient that no step led to: no pairs.</summary>
    /// <param name="gradient">g.</param>
    /// <returns>gᵀg, not finite if an element of g is not.</returns>
    public double Start(Tensor gradient)
    {
        Clear();
        _backend.Dots([gradient], [gradient], new Span<double>(ref _gradientSquare));
        return _gradientSquare;
    }

    /// <summary>
    /// Takes the products of the candidate pair and of the gradient at its end with everything, and from them
    /// the direction that would follow. The iterate stays as it is.
    /// </summary>
    /// <param name="gradient">g at the new point.</param>
    /// <param name="direction">d.</param>
    public LbfgsMeasurement MeasureStep(Tensor gradient, Tensor direction)
    {
        CollectPairs();
        AddOperand(CandidateS);
        AddOperand(CandidateY);
        AddOperand(gradient);
        AddOperand(direction);
        _backend.Dots([CandidateS, CandidateY, gradient], _operands.AsSpan(0, _operandCount), _scalars.Products);
        Recur(keepPair: true);
        return new LbfgsMeasurement(_decision[0], _decision[1], _decision[2], _decision[3], _decision[4]);
    }

    /// <summary>The point of the last <see cref="MeasureStep"/> becomes the iterate.</summary>
    /// <param name="keepPair">Whether the candidate becomes the newest pair (its sᵀy is large enough); the
    /// oldest one makes room. If not, the recursion runs once more, and the host waits once more.</param>
    public void Accept(bool keepPair)
    {
        if (!keepPair && Count > 0)
            Recur(keepPair: false);
        _scalars.Advance();
        _gradientSquare = _decision[3];
        _slope = _decision[5];
        if (!keepPair)
            return;
        if (Count < Capacity)
            Count++;
        else
            _first = Slot(1);
    }

    /// <summary>d = −H·g at the iterate (<see cref="TwoLoopRecursion"/>); −g if there are no pairs.</summary>
    /// <param name="gradient">g, the tensor measured last.</param>
    /// <param name="direction">d, overwritten.</param>
    /// <returns>gᵀd, from the products.</returns>
    public double Direction(Tensor gradient, Tensor direction)
    {
        if (Count == 0)
        {
            _backend.LinearCombination(s_steepestDescent, [gradient], direction);
            return -_gradientSquare;
        }

        CollectPairs();
        AddOperand(gradient);
        _backend.LinearCombination(_scalars.Coefficients, _operands.AsSpan(0, _operandCount), direction);
        return _slope;
    }

    /// <summary>Gives the pairs and g other variables, in which every sᵀy and sᵀg is as it was, and finds the direction again.</summary>
    /// <param name="scale">The variables.</param>
    /// <param name="gradient">g, the tensor measured last.</param>
    /// <param name="scratch">Three vectors that are overwritten.</param>
    /// <returns>gᵀg in the new variables.</returns>
    public double Rescale(LocalScale scale, Tensor gradient, (Tensor, Tensor, Tensor) scratch)
    {
        CollectPairs();
        AddOperand(gradient);
        int size = 2 * Count + 1;
        scale.Fit(_operands[..Count], _operands[Count..(size - 1)], gradient, scratch);
        double[] gram = new double[_scalars.Gram.Length], products = new double[(Count + 1) * (Count + 1)];
        double[] coefficients = new double[_scalars.Coefficients.Length];
        ReadOnlySpan<Tensor> changed = _operands.AsSpan(Count, Count + 1);
        _backend.Dots(changed, changed, products);
        _backend.Download(_scalars.Gram, gram);
        // Those among the s_i, which the recursion does not ask for, stay those of before.
        for (int i = 0; i <= Count; i++)
            products.AsSpan(i * (Count + 1), Count + 1).CopyTo(gram.AsSpan((Count + i) * size + Count));
        _slope = TwoLoopRecursion.Coefficients(gram.AsSpan(0, size * size), Count, coefficients.AsSpan(0, size));
        _backend.Upload(gram, _scalars.Gram);
        _backend.Upload(coefficients, _scalars.Coefficients);
        _gradientSquare = products[^1];
        return _gradientSquare;
    }

    /// <summary>The pairs where they lie in the ring, their products, and the next direction.</summary>
    public void Save(StateWriter state)
    {
        state.Write("capacity", Capacity);
        state.Write("count", Count);
        state.Write("first", _first);
        state.Write("gradient square", _gradientSquare);
        state.Write("slope", _slope);
        int basis = 2 * Count + 1;
        Save(state, "Gram", _scalars.Gram, Count == 0 ? 0 : basis * basis);
        Save(state, "coefficients", _scalars.Coefficients, Count == 0 ? 0 : basis);
        for (int pair = 0; pair < Count; pair++)
        {
            state.Write($"s{Slot(pair)}", _backend, _s[Slot(pair)]);
            state.Write($"y{Slot(pair)}", _backend, _y[Slot(pair)]);
        }
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        state.ReadInteger("capacity", Capacity, Capacity);
        Count = state.ReadInteger("count", 0, Capacity);
        _first = state.ReadInteger("first", 0, _slots - 1);
        _gradientSquare = state.ReadDouble("gradient square");
        _slope = state.ReadDouble("slope");
        int basis = 2 * Count + 1;
        Load(state, "Gram", _scalars.Gram, Count == 0 ? 0 : basis * basis);
        Load(state, "coefficients", _scalars.Coefficients, Count == 0 ? 0 : basis);
        for (int pair = 0; pair < Count; pair++)
        {
            state.Read($"s{Slot(pair)}", _backend, _s[Slot(pair)]);
            state.Read($"y{Slot(pair)}", _backend, _y[Slot(pair)]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scalars.Dispose();
        foreach (Tensor vector in _s.Concat(_y))
            vector.Dispose();
    }

    private int Slot(int pair) => (_first + pair) % _slots;

    private void Recur(bool keepPair)
    {
        _backend.LbfgsRecursion(_scalars, Count, keepPair);
        _backend.Download(_scalars.Decision, _decision);
    }

    /// <summary>Operands = s_0 … s_{k−1}, y_0 … y_{k−1}, oldest first.</summary>
    private void CollectPairs()
    {
        _operandCount = 0;
        for (int pair = 0; pair < Count; pair++)
            AddOperand(_s[Slot(pair)]);
        for (int pair = 0; pair < Count; pair++)
            AddOperand(_y[Slot(pair)]);
    }

    private void AddOperand(Tensor vector) => _operands[_operandCount++] = vector;

    /// <summary>The first slots of a buffer.</summary>
    private void Save(StateWriter state, string name, ScalarBuffer buffer, int count)
    {
        double[] values = new double[buffer.Length];
        _backend.Download(buffer, values);
        state.Write(name, values.AsSpan(0, count));
    }

    private void Load(StateReader state, string name, ScalarBuffer buffer, int count)
    {
        double[] values = new double[buffer.Length];
        state.ReadDoubles(name, values.AsSpan(0, count));
        _backend.Upload(values, buffer);
    }
}
