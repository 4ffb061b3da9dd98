using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    /// <summary>Capacity, pairs before the step, whether its pair is kept.</summary>
    public static TheoryData<int, int, bool> RecursionCases => new()
    {
        { 1, 0, true }, { 1, 0, false }, { 1, 1, true }, { 1, 1, false },
        { 5, 3, true }, { 5, 3, false }, { 5, 4, true }, { 5, 5, true }, { 5, 5, false },
        { 10, 10, true }, { 23, 23, false },
    };

    [SkippableTheory]
    [MemberData(nameof(RecursionCases))]
    public void LbfgsRecursion_OfRealVectors_MatchesReference(int capacity, int pairs, bool keepPair)
    {
        using ReferenceBackend reference = new();
        double[][] expected = Recursion(reference, capacity, pairs, keepPair);
        double[][] actual = Recursion(Backend, capacity, pairs, keepPair);
        double[][] again = Recursion(Backend, capacity, pairs, keepPair);
        for (int part = 0; part < expected.Length; part++)
        {
            double scale = expected[part].Max(Math.Abs);
            for (int i = 0; i < expected[part].Length; i++)
                ErrorMeasure.AssertNear($"{Backend.Name}: part {part}[{i}]", expected[part][i], actual[part][i], Tolerances.Recursion,
                    scale);
            Assert.Equal(actual[part], again[part]);
        }
    }

    [SkippableFact]
    public void LbfgsRecursion_AfterUploadOfWhatWasDownloaded_HasTheSameBits()
    {
        const int capacity = 4;
        using LbfgsScalars scalars = Measured(Backend, capacity, pairs: 4);
        double[] products = Read(scalars.Products), gram = Read(scalars.Gram);
        Backend.LbfgsRecursion(scalars, 4, keepPair: true);
        using LbfgsScalars copy = new(Backend, capacity);
        Backend.Upload(products, copy.Products);
        Backend.Upload(gram, copy.Gram);
        Backend.LbfgsRecursion(copy, 4, keepPair: true);
        Assert.Equal(Read(scalars.NextGram), Read(copy.NextGram));
        Assert.Equal(Read(scalars.Coefficients), Read(copy.Coefficients));
        Assert.Equal(Read(scalars.Decision), Read(copy.Decision));
        double[] coefficients = Read(scalars.Coefficients);
        Backend.Upload(coefficients, copy.Coefficients);
        Assert.Equal(coefficients, Read(copy.Coefficients));
    }

    [SkippableTheory]
    [InlineData(1, 1)]
    [InlineData(3, 65)]
    [InlineData(8, 64)]
    [InlineData(9, 1023)]
    [InlineData(21, 67)]
    public void LinearCombination_CoefficientsOnTheDevice_HasTheBitsOfThoseOnTheHost(int count, int length)
    {
        TensorShape shape = TensorShape.Vector(length);
        using ScalarBuffer coefficients = Backend.AllocateScalars(count + 2);
        Backend.Upload(RandomData.ToDouble(RandomData.Normal(count + 2, seed: 1)), coefficients);
        Tensor[] vectors = [.. Enumerable.Range(0, count).Select(i => Vector(shape, seed: 2 + i))];
        using Tensor host = Backend.Allocate("host", shape), device = Backend.Allocate("device", shape);
        Backend.LinearCombination(Read(coefficients).AsSpan(0, count), vectors, host);
        Backend.LinearCombination(coefficients, vectors, device);
        float[] expected = new float[length], actual = new float[length];
        Backend.Download(host, expected);
        Backend.Download(device, actual);
        ErrorMeasure.AssertSameBits("combination", expected, actual);
        // Into the last of its vectors.
        Backend.LinearCombination(coefficients, vectors, vectors[^1]);
        Backend.Download(vectors[^1], actual);
        ErrorMeasure.AssertSameBits("combination in place", expected, actual);
        Array.ForEach(vectors, vector => vector.Dispose());
    }

    [SkippableFact]
    public void Dots_IntoSlots_HasTheBitsOfThoseOnTheHost()
    {
        TensorShape shape = new(3, 17, 31);
        using Tensor a = Vector(shape, seed: 1), b = Vector(shape, seed: 2), c = Vector(shape, seed: 3);
        using ScalarBuffer slots = Backend.AllocateScalars(7);
        double[] expected = new double[6];
        Backend.Dots([a, b], [a, b, c], expected);
        Backend.Dots([a, b], [a, b, c], slots);
        Assert.Equal([.. expected, 0], Read(slots));
    }

    /// <summary>Next Gram matrix, coefficients and decision of a step on random vectors.</summary>
    private static double[][] Recursion(IBackend backend, int capacity, int pairs, bool keepPair)
    {
        using LbfgsScalars scalars = Measured(backend, capacity, pairs);
        backend.LbfgsRecursion(scalars, pairs, keepPair);
        int basis = 2 * (keepPair ? Math.Min(pairs + 1, capacity) : pairs) + 1;
        return
        [
            Read(backend, scalars.NextGram)[..(basis * basis)], Read(backend, scalars.Coefficients)[..basis],
            Read(backend, scalars.Decision),
        ];
    }

    /// <summary>Products of random pairs y = D·s with one positive diagonal D, of a trial's pair, gradient and direction.</summary>
    private static LbfgsScalars Measured(IBackend backend, int capacity, int pairs)
    {
        TensorShape shape = TensorShape.Vector(211);
        float[] diagonal = [.. RandomData.Normal(shape, seed: 99).Select(value => MathF.Exp(value))];
        List<Tensor> s = [], y = [];
        for (int i = 0; i <= pairs; i++)
        {
            float[] values = RandomData.Normal(shape, seed: 10 + i);
            s.Add(Vector(backend, values));
            y.Add(Vector(backend, [.. values.Zip(diagonal, (value, d) => value * d)]));
        }

        using Tensor gradient = Vector(backend, RandomData.Normal(shape, seed: 200)),
            direction = Vector(backend, RandomData.Normal(shape, seed: 201));
        LbfgsScalars scalars = new(backend, capacity);
        Tensor[] old = [.. s.Take(pairs), .. y.Take(pairs)];
        double[] gram = new double[(2 * pairs + 1) * (2 * pairs + 1)];
        Tensor[] basis = [.. old, gradient];
        backend.Dots(basis, basis, gram);
        double[] whole = new double[scalars.Gram.Length];
        gram.CopyTo(whole, 0);
        backend.Upload(whole, scalars.Gram);
        backend.Dots([s[pairs], y[pairs], gradient], [.. old, s[pairs], y[pairs], gradient, direction], scalars.Products);
        s.Concat(y).ToList().ForEach(vector => vector.Dispose());
        return scalars;
    }

    private static Tensor Vector(IBackend backend, float[] values)
    {
        Tensor tensor = backend.Allocate("vector", TensorShape.Vector(values.Length));
        backend.Upload(values, tensor);
        return tensor;
    }

    private static double[] Read(IBackend backend, ScalarBuffer slots)
    {
        double[] values = new double[slots.Length];
        backend.Download(slots, values);
        return values;
    }

    private double[] Read(ScalarBuffer slots) => Read(Backend, slots);

    private Tensor Vector(TensorShape shape, int seed)
    {
        Tensor tensor = Backend.Allocate("vector", shape);
        Backend.Upload(RandomData.Normal(shape, seed), tensor);
        return tensor;
    }
}
