using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Transfer;

/// <summary>
/// The exponential moving average of the iterates, corrected for its start at zero as Adam's moments are (Kingma &amp; Ba 2015, section 3):
/// a ← d·a + (1−d)·x, value a/(1−dᵗ). It evens out the jitter that Adam leaves (crowsonkb/style-transfer-pytorch: d = 0.99).
/// <para>State for a checkpoint: <see cref="Sum"/> and <see cref="Count"/>.</para>
/// </summary>
internal sealed class IterateAverage : IDisposable
{
    private readonly IBackend _backend;
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
        Sum = backend.Allocate("average of the iterates", shape);
    }

    /// <summary>a, without the correction.</summary>
    public Tensor Sum { get; }

    /// <summary>t, the iterates in it.</summary>
    public int Count { get; set; }

    /// <summary>Takes in the next iterate.</summary>
    public void Add(Tensor x)
    {
        (_operands[0], _operands[1]) = (Sum, x);
        _backend.LinearCombination(_coefficients, _operands, Sum);
        Count++;
    }

    /// <summary>destination = a/(1−dᵗ); at least one iterate.</summary>
    public void CopyTo(Tensor destination) =>
        _backend.LinearCombination([1 / (1 - Math.Pow(_decay, Count))], [Sum], destination);

    /// <inheritdoc/>
    public void Dispose() => Sum.Dispose();
}
