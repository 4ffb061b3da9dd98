using IlgpuStyle.Backends;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Transfer;

/// <summary>
/// The exponential moving average of the iterates, the start among them, corrected for its start at zero as Adam's moments are
/// (Kingma &amp; Ba 2015, section 3): a ← d·a + (1−d)·x, value a/(1−dᵗ). It evens out the jitter that Adam
/// leaves (crowsonkb/style-transfer-pytorch: d = 0.99).
/// </summary>
internal sealed class IterateAverage : IRunState, IDisposable
{
    private readonly IBackend _backend;
    private readonly Tensor _sum;
    private readonly double _decay;
    private readonly double[] _coefficients;
    private readonly Tensor[] _operands = new Tensor[2];

    /// <summary>An average of nothing.</summary>
    /// <param name="backend">Where the iterates live.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="decay">d, in (0, 1).</param>
    public IterateAverage(IBackend backend, TensorShape shape, double decay)
    {
        _backend = backend;
        _decay = decay;
        _coefficients = [decay, 1 - decay];
        _sum = backend.Allocate("average of the iterates", shape, TensorRole.Vector);
    }

    /// <summary>t, the iterates in it.</summary>
    public int Count { get; private set; }

    /// <summary>Takes in the next iterate.</summary>
    public void Add(Tensor x)
    {
        (_operands[0], _operands[1]) = (_sum, x);
        _backend.LinearCombination(_coefficients, _operands, _sum);
        Count++;
    }

    /// <summary>destination = a/(1−dᵗ); at least one iterate.</summary>
    public void CopyTo(Tensor destination) =>
        _backend.LinearCombination([1 / (1 - Math.Pow(_decay, Count))], [_sum], destination);

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write("sum", _backend, _sum);
        state.Write("count", Count);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        state.Read("sum", _backend, _sum);
        Count = state.ReadInteger("count", 0, int.MaxValue);
    }

    /// <inheritdoc/>
    public void Dispose() => _sum.Dispose();
}
