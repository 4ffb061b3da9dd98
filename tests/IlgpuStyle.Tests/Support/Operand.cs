using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;

namespace IlgpuStyle.Tests.Support;

/// <summary>One tensor argument of an operator under test, on the reference and, between guards, on the tested backend.</summary>
internal sealed class Operand : PerBackend<Tensor>, IDisposable
{
    private readonly ReferenceBackend _reference;
    private readonly IBackend _subject;
    private readonly GuardedTensor _guarded;
    private readonly float[]? _values;

    private Operand(
        ReferenceBackend reference, IBackend subject, Tensor onReference, GuardedTensor guarded, float[]? values, bool isWritten)
        : base(reference, onReference, guarded.Tensor)
    {
        _reference = reference;
        _subject = subject;
        _guarded = guarded;
        _values = values;
        IsWritten = isWritten;
    }

    /// <summary>Whether the operator may change it.</summary>
    public bool IsWritten { get; }

    /// <summary>What the message of a failed check calls it.</summary>
    public string Description => $"{_subject.Name}: {OnSubject.Name} {OnSubject.Shape}";

    /// <summary>Makes the tensors.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="subject">The tested backend.</param>
    /// <param name="name">For messages.</param>
    /// <param name="shape">Logical shape.</param>
    /// <param name="values">What it holds before the operator runs, or null for a pure output, which then holds NaN.</param>
    /// <param name="isWritten">Whether the operator may change it.</param>
    public static Operand Create(
        ReferenceBackend reference, IBackend subject, string name, TensorShape shape, float[]? values, bool isWritten) =>
        new(reference, subject, reference.Allocate(name, shape), new GuardedTensor(subject, name, shape), values, isWritten);

    /// <summary>Sets the tensor of one backend to what the operator shall find.</summary>
    public void Load(IBackend backend)
    {
        if (_values != null)
            backend.Upload(_values, On(backend));
        else if (ReferenceEquals(backend, _subject))
            _guarded.Soil();
        else
            backend.Fill(On(backend), float.NaN);
    }

    /// <summary>What the tested backend holds now.</summary>
    public float[] Actual()
    {
        float[] actual = new float[OnSubject.Shape.Length];
        _subject.Download(OnSubject, actual);
        return actual;
    }

    /// <summary>What the reference holds now.</summary>
    public double[] Expected()
    {
        double[] expected = new double[OnReference.Shape.Length];
        _reference.DownloadDouble(OnReference, expected);
        return expected;
    }

    /// <summary>
    /// Fails if a guard has changed; or the tensor itself although the operator only reads it; or if the operator has left
    /// something in the padding of a private layout, where a reduction over all storage would find it.
    /// </summary>
    public void AssertOnlyOutputsChanged()
    {
        _guarded.AssertGuardsIntact();
        float[] actual = Actual();
        if (!IsWritten)
            ErrorMeasure.AssertSameBits(Description + ", which is only read", _values!, actual);
        double sum = actual.Sum(value => (double)MathF.Abs(value));
        ErrorMeasure.AssertNear(Description + ": sum over its storage", sum, _subject.SumAbsolute(OnSubject), Tolerances.SumOverStorage,
            sum);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _guarded.Dispose();
        OnReference.Dispose();
    }
}
