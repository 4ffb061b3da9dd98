using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Backends;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;
using Floats = ILGPU.ArrayView<float>;
using Pairs = ILGPU.ArrayView<IlgpuStyle.Kernels.Ilgpu.FloatPair>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>The optimiser's vector operations.</content>
internal sealed partial class IlgpuBackend
{
    // Right-hand vectors of one launch of the dot-product kernel.
    private const int DotsAtOnce = 4;

    private Action<KernelConfig, FeatureView, float, int>? _fill;
    private Action<KernelConfig, FeatureView, int, FeatureView, int, int>? _copy;
    private Action<KernelConfig, Floats, float, float, int>? _clamp;
    private Action<KernelConfig, VectorGroup, CoefficientGroup, int, Floats, int>? _linearCombination;
    private Action<KernelConfig, VectorGroup, Pairs, int, int, int, Floats, int>? _linearCombinationOnDevice;
    private Action<KernelConfig, Pairs, Pairs, LbfgsExtents, Pairs, Pairs, Pairs, Pairs>? _lbfgsRecursion;
    private Action<KernelConfig, Floats, VectorGroup, int, Pairs, int, int>? _dots;
    private Action<KernelConfig, FeatureView, Pairs, int>? _sumAbsolute;
    private Action<KernelConfig, Floats, Floats, Floats, Floats, AdamFactors, int>? _adamStep;
    private IlgpuScalarBuffer? _sums;

    /// <inheritdoc/>
    public void Copy(Tensor source, Tensor destination)
    {
        ShapeGuard.Same(nameof(Copy), source, destination);
        Copy(Features(nameof(Copy), source), 0, Features(nameof(Copy), destination), 0, (int)source.Shape.Length);
    }

    /// <inheritdoc/>
    public void CopyChannels(Tensor source, int sourceChannel, Tensor destination, int destinationChannel,
        int count)
    {
        const string operation = nameof(CopyChannels);
        ShapeGuard.CopyChannels(source, sourceChannel, destination, destinationChannel, count);
        int positions = source.Shape.Positions;
        Copy(
            Features(operation, source), sourceChannel * positions, Features(operation, destination),
            destinationChannel * positions,
            count * positions);
    }

    /// <inheritdoc/>
    public void Fill(Tensor destination, float value)
    {
        _fill ??= _accelerator.LoadStreamKernel<FeatureView, float, int>(VectorKernels.Fill);
        int length = (int)destination.Shape.Length;
        _fill(_policy.Elements(length), Features(nameof(Fill), destination), value, length);
    }

    /// <inheritdoc/>
    public void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results)
    {
        ShapeGuard.Dots(left, right, results.Length);
        ReadSums(PartialDots(left, right), results);
    }

    /// <inheritdoc/>
    public void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, ScalarBuffer results)
    {
        ShapeGuard.Dots(left, right, results);
        Pairs sums = Scalars(nameof(Dots), results).View;
        Finish(PartialDots(left, right), left.Length * right.Length, 1.0, sums, 0);
    }

    /// <inheritdoc/>
    public void LbfgsRecursion(LbfgsScalars scalars, int pairs, bool keepPair)
    {
        const string operation = nameof(LbfgsRecursion);
        ShapeGuard.Pairs(operation, scalars, pairs);
        _lbfgsRecursion ??= _accelerator.LoadStreamKernel<Pairs, Pairs, LbfgsExtents, Pairs, Pairs, Pairs, Pairs>(
            LbfgsKernels.Recursion);
        _lbfgsRecursion(
            _policy.Finish(1), Scalars(operation, scalars.Products).View, Scalars(operation, scalars.Gram).View,
            new LbfgsExtents(new PairUpdate(pairs, scalars.Capacity, keepPair)), Scalars(operation, scalars.NextGram).View,
            Partials(LbfgsExtents.ScratchLength(scalars.Capacity)), Scalars(operation, scalars.Coefficients).View,
            Scalars(operation, scalars.Decision).View);
    }

    /// <inheritdoc/>
    public double SumAbsolute(Tensor x)
    {
        _sumAbsolute ??= _accelerator.LoadStreamKernel<FeatureView, Pairs, int>(VectorKernels.SumAbsolute);
        Pairs partials = Partials(1);
        _sumAbsolute(_policy.Reduction(), Features(nameof(SumAbsolute), x), partials, (int)x.Shape.Length);
        double sum = 0;
        ReadSums(partials, new Span<double>(ref sum));
        return sum;
    }

    /// <inheritdoc/>
    public void LinearCombination(ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors,
        Tensor output)
    {
        ShapeGuard.Combination(nameof(LinearCombination), coefficients.Length, vectors, output);
        Combine(coefficients, default, vectors, output);
    }

    /// <inheritdoc/>
    public void LinearCombination(ScalarBuffer coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        const string operation = nameof(LinearCombination);
        ShapeGuard.Combination(operation, coefficients, vectors, output);
        Combine([], Scalars(operation, coefficients).View, vectors, output);
    }

    /// <inheritdoc/>
    public void Clamp(Tensor x, float lower, float upper)
    {
        _clamp ??= _accelerator.LoadStreamKernel<Floats, float, float, int>(VectorKernels.Clamp);
        int length = (int)x.Shape.Length;
        _clamp(_policy.Elements(length), View(nameof(Clamp), x), lower, upper, length);
    }

    /// <inheritdoc/>
    public void AdamStep(Tensor x, Tensor gradient, Tensor firstMoment, Tensor secondMoment,
        AdamParameters parameters)
    {
        const string operation = nameof(AdamStep);
        ShapeGuard.Same(operation, x, gradient);
        ShapeGuard.Same(operation, x, firstMoment);
        ShapeGuard.Same(operation, x, secondMoment);
        _adamStep ??= _accelerator.LoadStreamKernel<Floats, Floats, Floats, Floats, AdamFactors, int>(
            VectorKernels.AdamStep);
        int length = (int)x.Shape.Length;
        _adamStep(
            _policy.Quads(length), View(operation, x), View(operation, gradient), View(operation, firstMoment),
            View(operation, secondMoment), new AdamFactors(parameters), length);
    }

    private void Copy(FeatureView source, int from, FeatureView destination, int to, int length)
    {
        _copy ??= _accelerator.LoadStreamKernel<FeatureView, int, FeatureView, int, int>(VectorKernels.Copy);
        _copy(_policy.Elements(length), source, from, destination, to, length);
    }

    // Eight vectors a pass: the sum so far is the first vector of the next pass. It is kept apart from the
    // output while a vector that the output may be has yet to be read. Coefficients come from the host or, if
    // there are none, from the device.
    private void Combine(
        ReadOnlySpan<double> host, Pairs device, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        const string operation = nameof(LinearCombination);
        int length = (int)output.Shape.Length;
        Floats destination = View(operation, output);
        Floats sum = vectors.Length <= VectorGroup.Capacity ? destination : Workspace(length).SubView(0, length);
        for (int first = 0; first < vectors.Length;)
        {
            int carried = first == 0 ? 0 : 1;
            int taken = Math.Min(VectorGroup.Capacity - carried, vectors.Length - first);
            ReadOnlySpan<Tensor> some = vectors.Slice(first, taken);
            VectorGroup group = carried == 0 ? Group(operation, some) : Group(operation, some, sum);
            Floats target = first + taken == vectors.Length ? destination : sum;
            if (host.IsEmpty)
                CombineOnDevice(group, device, first, carried, taken + carried, target, length);
            else
                CombineFromHost(group, new CoefficientGroup(host.Slice(first, taken), carried), taken + carried, target, length);
            first += taken;
        }
    }

    private void CombineFromHost(VectorGroup group, CoefficientGroup c, int count, Floats output, int length)
    {
        _linearCombination ??= _accelerator.LoadStreamKernel<VectorGroup, CoefficientGroup, int, Floats, int>(
            VectorKernels.LinearCombination);
        _linearCombination(_policy.Quads(length), group, c, count, output, length);
    }

    private void CombineOnDevice(
        VectorGroup group, Pairs coefficients, int first, int carried, int count, Floats output, int length)
    {
        _linearCombinationOnDevice ??= _accelerator.LoadStreamKernel<VectorGroup, Pairs, int, int, int, Floats, int>(
            VectorKernels.LinearCombinationOnDevice);
        _linearCombinationOnDevice(
            _policy.Quads(length), group, coefficients, first, carried, count, output, length);
    }

    private Pairs PartialDots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right)
    {
        const string operation = nameof(Dots);
        _dots ??= _accelerator.LoadStreamKernel<Floats, VectorGroup, int, Pairs, int, int>(VectorKernels.Dots);
        Pairs partials = Partials(left.Length * right.Length);
        int length = (int)left[0].Shape.Length;
        for (int i = 0; i < left.Length; i++)
        {
            Floats vector = View(operation, left[i]);
            for (int j = 0; j < right.Length; j += DotsAtOnce)
            {
                ReadOnlySpan<Tensor> some = right[j..Math.Min(j + DotsAtOnce, right.Length)];
                _dots(
                    _policy.Reduction(), vector, Group(operation, some), some.Length, partials,
                    i * right.Length + j, length);
            }
        }

        return partials;
    }

    private void ReadSums(Pairs partials, Span<double> results)
    {
        if (_sums is null || _sums.Length < results.Length)
        {
            _sums?.Dispose();
            _sums = (IlgpuScalarBuffer)AllocateScalars(RoomFor(results.Length));
        }

        Finish(partials, results.Length, 1.0, _sums.View, 0);
        try
        {
            Waits++;
            _sums.Read(Stream, results);
        }
        catch (AcceleratorException exception)
        {
            throw Failure(exception);
        }
    }

    private VectorGroup Group(string operation, ReadOnlySpan<Tensor> vectors)
    {
        Floats first = View(operation, vectors[0]);
        return Group(operation, vectors[1..], first);
    }

    // Places beyond the last vector repeat the first: a kernel argument must be a valid view even where it is
    // not read.
    private VectorGroup Group(string operation, ReadOnlySpan<Tensor> others, Floats first) => new()
    {
        V0 = first,
        V1 = others.Length > 0 ? View(operation, others[0]) : first,
        V2 = others.Length > 1 ? View(operation, others[1]) : first,
        V3 = others.Length > 2 ? View(operation, others[2]) : first,
        V4 = others.Length > 3 ? View(operation, others[3]) : first,
        V5 = others.Length > 4 ? View(operation, others[4]) : first,
        V6 = others.Length > 5 ? View(operation, others[5]) : first,
        V7 = others.Length > 6 ? View(operation, others[6]) : first,
    };
}
