using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;

namespace IlgpuStyle.Tests.Support;

/// <summary>
/// Runs one operator on the reference and twice on the backend under test, and checks what holds for every operator:
/// guards and read-only operands keep their bits, and the second run gives the bits of the first.
/// </summary>
internal sealed class OperatorScene(IBackend subject) : IDisposable
{
    private readonly ReferenceBackend _reference = new();
    private readonly List<Operand> _operands = [];
    private readonly List<PerBackend<double[]>> _numbers = [];
    private readonly List<PerBackend<ScalarBuffer>> _scalars = [];
    private readonly List<IDisposable> _layers = [];

    /// <summary>A tensor that the operator reads.</summary>
    public Operand Input(string name, TensorShape shape, float[] values) => Add(name, shape, values, isWritten: false);

    /// <summary>A tensor that the operator overwrites; it holds NaN before.</summary>
    public Operand Output(string name, TensorShape shape) => Add(name, shape, null, isWritten: true);

    /// <summary>A tensor that the operator updates.</summary>
    public Operand Updated(string name, TensorShape shape, float[] values) => Add(name, shape, values, isWritten: true);

    /// <summary>Host memory for results.</summary>
    public PerBackend<double[]> Numbers(int length)
    {
        PerBackend<double[]> pair = new(_reference, new double[length], new double[length]);
        _numbers.Add(pair);
        return pair;
    }

    /// <summary>Device slots for results.</summary>
    public PerBackend<ScalarBuffer> Scalars(int length)
    {
        PerBackend<ScalarBuffer> pair = new(_reference, _reference.AllocateScalars(length), subject.AllocateScalars(length));
        _scalars.Add(pair);
        return pair;
    }

    /// <summary>A convolution with random weights and, if wanted, random bias.</summary>
    public PerBackend<PreparedConvolution> Layer(
        ConvolutionGeometry geometry, int seed, bool withBias = true, bool inTensorFloat = false)
    {
        int taps = geometry.InputChannels * geometry.KernelSize * geometry.KernelSize;
        float[] weights = RandomData.Weights(geometry.WeightsLength, taps, seed);
        if (inTensorFloat)
            weights = RandomData.InTensorFloat(weights);
        float[] bias = withBias ? RandomData.Normal(geometry.OutputChannels, seed + 1) : new float[geometry.OutputChannels];
        PerBackend<PreparedConvolution> pair = new(
            _reference, _reference.PrepareConvolution(geometry, weights, bias), subject.PrepareConvolution(geometry, weights, bias));
        _layers.Add(pair.OnReference);
        _layers.Add(pair.OnSubject);
        return pair;
    }

    /// <summary>Runs the operator everywhere and makes the checks that need no tolerance.</summary>
    public void Run(Action<IBackend> operation)
    {
        _operands.ForEach(operand => operand.Load(_reference));
        operation(_reference);
        List<float[]> first = RunOnSubject(operation, out double[] firstNumbers);
        List<float[]> second = RunOnSubject(operation, out double[] secondNumbers);
        for (int i = 0; i < _operands.Count; i++)
            ErrorMeasure.AssertSameBits(_operands[i].Description + ", second run", first[i], second[i]);
        Assert.Equal(firstNumbers, secondNumbers);
    }

    /// <summary>What a backend's slots hold.</summary>
    public double[] Read(PerBackend<ScalarBuffer> buffer, bool ofReference)
    {
        double[] values = new double[buffer.OnSubject.Length];
        if (ofReference)
            _reference.Download(buffer.OnReference, values);
        else
            subject.Download(buffer.OnSubject, values);
        return values;
    }

    /// <summary>Fails unless the operand's NMSE is within the tolerance.</summary>
    public static void AssertClose(Operand operand, double tolerance) =>
        ErrorMeasure.AssertClose(operand.Description, operand.Expected(), operand.Actual(), tolerance);

    /// <summary>Fails unless every element is the reference's, rounded.</summary>
    public static void AssertExact(Operand operand) =>
        ErrorMeasure.AssertExact(operand.Description, operand.Expected(), operand.Actual());

    /// <inheritdoc/>
    public void Dispose()
    {
        _operands.ForEach(operand => operand.Dispose());
        _layers.ForEach(layer => layer.Dispose());
        foreach (PerBackend<ScalarBuffer> buffer in _scalars)
            buffer.OnSubject.Dispose();
    }

    private Operand Add(string name, TensorShape shape, float[]? values, bool isWritten)
    {
        Operand operand = Operand.Create(_reference, subject, name, shape, values, isWritten);
        _operands.Add(operand);
        return operand;
    }

    private List<float[]> RunOnSubject(Action<IBackend> operation, out double[] results)
    {
        _operands.ForEach(operand => operand.Load(subject));
        operation(subject);
        _operands.ForEach(operand => operand.AssertOnlyOutputsChanged());
        results = [.. _numbers.SelectMany(pair => pair.OnSubject), .. _scalars.SelectMany(pair => Read(pair, ofReference: false))];
        return [.. _operands.Select(operand => operand.Actual())];
    }
}
