using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Verification;

/// <summary>
/// One operator on one backend: its arguments, of numbers that depend on the order in which they are asked for alone, and its results.
/// </summary>
/// <param name="backend">Where it runs.</param>
internal sealed class OperatorRun(IBackend backend) : IDisposable
{
    private readonly Random _random = new(11);
    private readonly List<IDisposable> _owned = [];
    private readonly List<(string Name, Func<double[]> Read)> _results = [];

    /// <summary>Where it runs.</summary>
    public IBackend Backend => backend;

    /// <summary>A tensor that the operator reads or updates: independent normal numbers.</summary>
    public Tensor Normal(TensorShape shape) => Of(shape, Normal);

    /// <summary>The same, none within 0.1 of zero: away from the ReLU's kink.</summary>
    public Tensor AwayFromZero(TensorShape shape) => Of(shape, () => Normal() is var x && x < 0 ? x - 0.1f : x + 0.1f);

    /// <summary>Features behind a ReLU.</summary>
    public Tensor Positive(TensorShape shape) => Of(shape, () => Math.Max(0, Normal()));

    /// <summary>A symmetric matrix.</summary>
    public Tensor Symmetric(int size)
    {
        float[] values = new float[size * size];
        for (int i = 0; i < size; i++)
        for (int j = 0; j <= i; j++)
            values[i * size + j] = values[j * size + i] = Normal();
        return Of(TensorShape.Matrix(size), values);
    }

    /// <summary>All elements different by 2⁻⁶ and more: no ties for max pooling, no equal neighbours for total variation.</summary>
    public Tensor Distinct(TensorShape shape)
    {
        float[] values = [.. Enumerable.Range(0, (int)shape.Length).Select(i => (i - shape.Length / 2) / 64f)];
        _random.Shuffle(values);
        return Of(shape, values);
    }

    /// <summary>A tensor that the operator overwrites; it holds NaN before.</summary>
    public Tensor Output(string name, TensorShape shape)
    {
        Tensor tensor = Own(backend.Allocate(name, shape, TensorRole.Vector));
        backend.Fill(tensor, float.NaN);
        return Result(name, tensor);
    }

    /// <summary>A tensor of given numbers.</summary>
    public Tensor Of(TensorShape shape, float[] values)
    {
        Tensor tensor = Own(backend.Allocate("argument", shape, TensorRole.Vector));
        backend.Upload(values, tensor);
        return tensor;
    }

    /// <summary>Independent normal numbers.</summary>
    public float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => Normal())];

    /// <summary>Makes a tensor a result.</summary>
    public Tensor Result(string name, Tensor tensor)
    {
        _results.Add((name, () =>
        {
            float[] values = new float[tensor.Shape.Length];
            backend.Download(tensor, values);
            return Array.ConvertAll(values, x => (double)x);
        }));
        return tensor;
    }

    /// <summary>Slots that the operator writes.</summary>
    public ScalarBuffer Slots(string name, int length) => Result(name, Own(backend.AllocateScalars(length)), length);

    /// <summary>Makes the first of some slots a result.</summary>
    public ScalarBuffer Result(string name, ScalarBuffer slots, int length)
    {
        _results.Add((name, () =>
        {
            double[] values = new double[slots.Length];
            backend.Download(slots, values);
            return values[..length];
        }));
        return slots;
    }

    /// <summary>Numbers on the host that the operator gives.</summary>
    public double[] Result(string name, double[] numbers)
    {
        _results.Add((name, () => numbers));
        return numbers;
    }

    /// <summary>A convolution whose outputs are about as large as its inputs.</summary>
    public PreparedConvolution Convolution(ConvolutionGeometry geometry)
    {
        float scale = 1 / MathF.Sqrt(geometry.InputChannels * geometry.KernelSize * geometry.KernelSize);
        float[] weights = new float[geometry.WeightsLength], bias = new float[geometry.OutputChannels];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = scale * Normal();
        for (int i = 0; i < bias.Length; i++)
            bias[i] = Normal();
        return Own(backend.PrepareConvolution(geometry, weights, bias));
    }

    /// <summary>Disposes it with this run.</summary>
    public T Own<T>(T resource)
        where T : IDisposable
    {
        _owned.Add(resource);
        return resource;
    }

    /// <summary>The results, by name.</summary>
    public IReadOnlyList<(string Name, double[] Values)> Read() => [.. _results.Select(result => (result.Name, result.Read()))];

    /// <inheritdoc/>
    public void Dispose() => _owned.ForEach(resource => resource.Dispose());

    private Tensor Of(TensorShape shape, Func<float> next)
    {
        float[] values = new float[shape.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = next();
        return Of(shape, values);
    }

    // Box and Muller.
    private float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
}
