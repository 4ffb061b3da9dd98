using IlgpuStyle.Backends;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// The curvature pairs s_i = x_{i+1} − x_i, y_i = ∇f(x_{i+1}) − ∇f(x_i) of L-BFGS, in a ring on the backend,
/// and every dot product among them and the gradient g, on the host.
/// <para>
/// A step costs two passes over the pairs and one read-back. The step writes a candidate pair into the ring's
/// free slot; <see cref="MeasureStep"/> takes its products with everything (one <see cref="IBackend.Dots"/>);
/// <see cref="Accept"/> enters them into the table; <see cref="Direction"/> runs the recursion on the table
/// and builds d (one <see cref="IBackend.LinearCombination"/>). A rejected candidate is just overwritten.
/// Nothing is ever moved or copied.
/// </para>
/// Memory: 2(m + 1) vectors.
/// </summary>
public sealed class LbfgsHistory : IRunState, IDisposable
{
    private readonly IBackend backend;
    private readonly int slots;
    private readonly Tensor[] s;
    private readonly Tensor[] y;

    // Dot products by slot: row and column i for s[i], slots + i for y[i], 2·slots for the gradient.
    private readonly double[] table;

    // Scratch: the operands and results of the last Dots, the compact Gram matrix, the coefficients.
    private readonly Tensor[] operands;
    private readonly int[] operandRows;
    private readonly double[] measured;
    private readonly double[] gram;
    private readonly double[] delta;
    private int operandCount;

    // The oldest pair's slot.
    private int first;

    /// <summary>An empty history.</summary>
    /// <param name="backend">Where the vectors live.</param>
    /// <param name="shape">Shape of x.</param>
    /// <param name="capacity">m, pairs kept, at least 1.</param>
    public LbfgsHistory(IBackend backend, TensorShape shape, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        this.backend = backend;
        Capacity = capacity;
        slots = capacity + 1;
        s = [.. Enumerable.Range(0, slots).Select(i => backend.Allocate($"s{i}", shape))];
        y = [.. Enumerable.Range(0, slots).Select(i => backend.Allocate($"y{i}", shape))];
        table = new double[(2 * slots + 1) * (2 * slots + 1)];
        operands = new Tensor[2 * slots + 2];
        operandRows = new int[2 * slots + 2];
        measured = new double[3 * operands.Length];
        gram = new double[(2 * capacity + 1) * (2 * capacity + 1)];
        delta = new double[2 * capacity + 1];
    }

    /// <summary>m, the most pairs kept.</summary>
    public int Capacity { get; }

    /// <summary>k, the pairs kept now.</summary>
    public int Count { get; private set; }

    /// <summary>Where the next pair's s is to be written before <see cref="MeasureStep"/>.</summary>
    public Tensor CandidateS => s[Candidate];

    /// <summary>Where the next pair's y is to be written before <see cref="MeasureStep"/>.</summary>
    public Tensor CandidateY => y[Candidate];

    private int Candidate => Slot(Count);

    private int GradientRow => 2 * slots;

    /// <summary>Forgets the pairs; the gradient's entry in the table stays.</summary>
    public void Clear() => Count = 0;

    /// <summary>
    /// Enters the products of a gradient that no step led to: at the start and after a step back.
    /// </summary>
    /// <param name="gradient">g.</param>
    /// <returns>gᵀg, not finite if an element of g is not.</returns>
    public double MeasureGradient(Tensor gradient)
    {
        CollectPairs();
        AddOperand(gradient, GradientRow);
        backend.Dots([gradient], operands.AsSpan(0, operandCount), measured.AsSpan(0, operandCount));
        Enter(0, GradientRow, operandCount);
        return At(GradientRow, GradientRow);
    }

    /// <summary>
    /// Takes the products of the candidate pair and of the gradient at its end with everything. The table
    /// stays as it is.
    /// </summary>
    /// <param name="gradient">g at the new point.</param>
    /// <param name="direction">d.</param>
    public LbfgsMeasurement MeasureStep(Tensor gradient, Tensor direction)
    {
        CollectPairs();
        AddOperand(CandidateS, Candidate);
        AddOperand(CandidateY, slots + Candidate);
        AddOperand(gradient, GradientRow);
        operands[operandCount] = direction;
        int width = operandCount + 1;
        ReadOnlySpan<Tensor> right = operands.AsSpan(0, width);
        backend.Dots([CandidateS, CandidateY, gradient], right, measured.AsSpan(0, 3 * width));
        ReadOnlySpan<double> ofS = measured.AsSpan(0, width), ofY = measured.AsSpan(width, width);
        ReadOnlySpan<double> ofGradient = measured.AsSpan(2 * width, width);
        int inS = width - 4, inY = width - 3, inGradient = width - 2, inDirection = width - 1;
        return new LbfgsMeasurement(
            ofS[inS], ofS[inY], ofY[inY], ofGradient[inGradient], ofGradient[inDirection]);
    }

    /// <summary>
    /// The point of the last <see cref="MeasureStep"/> becomes the iterate: its products enter the table.
    /// </summary>
    /// <param name="keepPair">Whether the candidate becomes the newest pair (its sᵀy is large enough); the
    /// oldest one makes room.</param>
    public void Accept(bool keepPair)
    {
        int width = operandCount + 1;
        Enter(2 * width, GradientRow, operandCount);
        if (!keepPair)
            return;
        Enter(0, Candidate, operandCount);
        Enter(width, slots + Candidate, operandCount);
        if (Count < Capacity)
            Count++;
        else
            first = Slot(1);
    }

    /// <summary>
    /// d = −H·g for the gradient in the table (<see cref="TwoLoopRecursion"/>); −g if there are no pairs.
    /// </summary>
    /// <param name="gradient">g, the tensor measured last.</param>
    /// <param name="direction">d, overwritten.</param>
    /// <returns>gᵀd, from the table.</returns>
    public double Direction(Tensor gradient, Tensor direction)
    {
        CollectPairs();
        AddOperand(gradient, GradientRow);
        int size = operandCount;
        for (int i = 0; i < size; i++)
        for (int j = 0; j < size; j++)
            gram[i * size + j] = At(operandRows[i], operandRows[j]);
        Span<double> coefficients = delta.AsSpan(0, size);
        TwoLoopRecursion.Coefficients(gram.AsSpan(0, size * size), Count, coefficients);
        backend.LinearCombination(coefficients, operands.AsSpan(0, size), direction);
        double slope = 0;
        for (int j = 0; j < size; j++)
            slope += coefficients[j] * gram[(size - 1) * size + j];
        return slope;
    }

    /// <summary>The pairs where they lie in the ring, and the whole table.</summary>
    public void Save(StateWriter state)
    {
        state.Write("count", Count);
        state.Write("first", first);
        state.Write("table", table);
        for (int pair = 0; pair < Count; pair++)
        {
            state.Write($"s{Slot(pair)}", backend, s[Slot(pair)]);
            state.Write($"y{Slot(pair)}", backend, y[Slot(pair)]);
        }
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        Count = state.ReadInteger("count", 0, Capacity);
        first = state.ReadInteger("first", 0, slots - 1);
        state.ReadDoubles("table", table);
        for (int pair = 0; pair < Count; pair++)
        {
            state.Read($"s{Slot(pair)}", backend, s[Slot(pair)]);
            state.Read($"y{Slot(pair)}", backend, y[Slot(pair)]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor vector in s.Concat(y))
            vector.Dispose();
    }

    private int Slot(int pair) => (first + pair) % slots;

    private double At(int row, int column) => table[row * (2 * slots + 1) + column];

    /// <summary>Operands = s_0 … s_{k−1}, y_0 … y_{k−1}, oldest first.</summary>
    private void CollectPairs()
    {
        operandCount = 0;
        for (int pair = 0; pair < Count; pair++)
            AddOperand(s[Slot(pair)], Slot(pair));
        for (int pair = 0; pair < Count; pair++)
            AddOperand(y[Slot(pair)], slots + Slot(pair));
    }

    private void AddOperand(Tensor vector, int row)
    {
        operands[operandCount] = vector;
        operandRows[operandCount++] = row;
    }

    /// <summary>
    /// Copies measured products of one vector with the operands into its row and column of the table.
    /// </summary>
    private void Enter(int offset, int row, int count)
    {
        int size = 2 * slots + 1;
        for (int j = 0; j < count; j++)
        {
            table[row * size + operandRows[j]] = measured[offset + j];
            table[operandRows[j] * size + row] = measured[offset + j];
        }
    }
}
