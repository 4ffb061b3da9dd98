using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// The backend for processors: vector instructions of the widest kind that this machine has
/// (<see cref="Tier"/>), all cores. Every operator finishes before it returns. Results have the same bits for
/// every number of threads: work is cut into items that do not depend on it, and sums over items are added in
/// order.
/// </summary>
internal sealed partial class SimdBackend : IBackend
{
    private readonly SimdContext _context;
    private readonly JobClock? _clock;
    private readonly OperatorSet _operators;
    private readonly LayoutJob _layoutJob = new();

    /// <summary>Starts the threads and chooses the vector width.</summary>
    /// <exception cref="ArgumentException">A negative number of threads.</exception>
    public SimdBackend(SimdOptions options)
    {
        if (options.Threads < 0)
            throw new ArgumentException(
                $"SIMD backend: {options.Threads} threads, expected 0 (one per processor) or more.");
        _clock = options.MeasuresOperations ? new JobClock() : null;
        _context = new SimdContext(options.Threads == 0 ? Environment.ProcessorCount : options.Threads, _clock)
        {
            DirectConvolution = options.DirectConvolution,
        };
        _operators = ChooseOperators(_context);
    }

    /// <inheritdoc/>
    public string Name => "simd";

    /// <inheritdoc/>
    public string Description =>
        $"{InstructionSet}, {_context.Team.Size} {(_context.Team.Size == 1 ? "thread" : "threads")}, "
        + (_context.DirectConvolution ? "convolutions: direct, " : "")
        + FormattableString.Invariant(
            $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30):0.0} GiB of memory");

    /// <summary>Vector width in use.</summary>
    public SimdTier Tier => _operators.Tier;

    /// <summary>Threads that compute, the caller's among them.</summary>
    public int Threads => _context.Team.Size;

    /// <summary>
    /// Wall time so far by kind of operation, if <see cref="SimdOptions.MeasuresOperations"/>; empty if not.
    /// </summary>
    public IReadOnlyDictionary<string, TimeSpan> OperationTimes =>
        _clock == null ? new Dictionary<string, TimeSpan>() : new Dictionary<string, TimeSpan>(_clock.Times);

    /// <inheritdoc/>
    public long AllocatedBytes => _context.Account.Current;

    /// <inheritdoc/>
    public long PeakAllocatedBytes => _context.Account.Peak;

    /// <summary>The widest instructions in use, as people call them: "AVX-512", "NEON".</summary>
    public static string InstructionSet => BestTier switch
    {
        SimdTier.Vector512 => "AVX-512",
        SimdTier.Vector256 => "AVX2",
        _ => AdvSimd.IsSupported ? "NEON" : Vector128.IsHardwareAccelerated ? "SSE" : "scalar",
    };

    /// <summary>What this processor has.</summary>
    internal static SimdTier BestTier =>
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? SimdTier.Vector512
        : Vector256.IsHardwareAccelerated && Avx2.IsSupported && Fma.IsSupported ? SimdTier.Vector256
        : SimdTier.Vector128;

    /// <inheritdoc/>
    public Tensor Allocate(string name, TensorShape shape, TensorRole role)
    {
        TensorLayout layout = new(shape);
        NativeBlock block = new(_context.Account, layout.StorageLength * sizeof(float));
        return new SimdTensor(this, name, shape, block, 0, ownsBlock: true);
    }

    /// <inheritdoc/>
    public TensorArena AllocateArena(IReadOnlyList<TensorRequest> requests)
    {
        long[] sizes = [.. requests.Select(request => new TensorLayout(request.Shape).StorageLength)];
        long[] offsets = ArenaPlanner.Place(requests, sizes, out long totalSize);
        NativeBlock block = new(_context.Account, totalSize * sizeof(float), _context.Spare);
        return new SimdArena(this, requests, offsets, totalSize, block);
    }

    /// <inheritdoc/>
    public void GiveBackSpare() => _context.Spare.GiveBack();

    /// <inheritdoc/>
    public long StorageBytes(TensorShape shape) => new TensorLayout(shape).StorageLength * sizeof(float);

    /// <inheritdoc/>
    public long WeightsBytes(ConvolutionGeometry geometry) => _operators.WeightsBytes(geometry);

    /// <inheritdoc/>
    public long WorkspaceBytes(WorkspaceDemand demand) => _operators.WorkspaceBytes(demand);

    /// <inheritdoc/>
    public ScalarBuffer AllocateScalars(int length) => new SimdScalarBuffer(this, length);

    /// <inheritdoc/>
    public unsafe void Upload(ReadOnlySpan<float> source, Tensor destination)
    {
        ShapeGuard.Length("Upload", destination, source.Length);
        SimdTensor target = Own("Upload", destination);
        fixed (float* pointer = source)
            _layoutJob.Copy(_context, new DenseOrTensor(pointer, target.Shape), new DenseOrTensor(target));
        Padding.Clear(target);
    }

    /// <inheritdoc/>
    public unsafe void Download(Tensor source, Span<float> destination)
    {
        ShapeGuard.Length("Download", source, destination.Length);
        SimdTensor tensor = Own("Download", source);
        fixed (float* pointer = destination)
            _layoutJob.Copy(_context, new DenseOrTensor(tensor), new DenseOrTensor(pointer, tensor.Shape));
    }

    /// <inheritdoc/>
    public void Download(ScalarBuffer source, Span<double> destination)
    {
        SimdScalarBuffer buffer = Own("Download", source);
        ShapeGuard.Length("Download", source, destination.Length);
        buffer.Values.CopyTo(destination);
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<double> source, ScalarBuffer destination)
    {
        SimdScalarBuffer buffer = Own("Upload", destination);
        ShapeGuard.Length("Upload", destination, source.Length);
        source.CopyTo(buffer.Values);
    }

    /// <inheritdoc/>
    public void Copy(Tensor source, Tensor destination)
    {
        ShapeGuard.Same("Copy", source, destination);
        _operators.LinearCombination([1], [Own("Copy", source)], Own("Copy", destination));
    }

    /// <inheritdoc/>
    public void Fill(Tensor destination, float value) => _operators.Fill(Own("Fill", destination), value);

    /// <inheritdoc/>
    public void Synchronize()
    {
        // Every operator has finished when it returns.
    }

    /// <inheritdoc/>
    public PreparedConvolution PrepareConvolution(
        ConvolutionGeometry geometry, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        ShapeGuard.Weights(geometry, weights.Length, bias.Length);
        return _operators.PrepareConvolution(this, geometry, weights, bias);
    }

    /// <inheritdoc/>
    public void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu)
    {
        const string Operation = nameof(ConvolutionForward);
        ShapeGuard.Convolution(Operation, convolution.Geometry, input, output);
        _operators.ConvolutionForward(
            Own(Operation, convolution), Own(Operation, input), Own(Operation, output), relu);
        Padding.ClearPlanarTail(Own(Operation, output));
    }

    /// <inheritdoc/>
    public void ConvolutionBackwardInput(
        PreparedConvolution convolution, Tensor gradOutput, Tensor? reluOutput, Tensor gradInput)
    {
        const string Operation = nameof(ConvolutionBackwardInput);
        ShapeGuard.Convolution(Operation, convolution.Geometry, gradInput, gradOutput);
        if (reluOutput != null)
            ShapeGuard.Same(Operation, gradOutput, reluOutput);
        _operators.ConvolutionBackwardInput(
            Own(Operation, convolution), Own(Operation, gradOutput), reluOutput == null
                ? null
                : Own(Operation, reluOutput),
            Own(Operation, gradInput));
        Padding.ClearPlanarTail(Own(Operation, gradInput));
    }

    /// <inheritdoc/>
    public void ConvolutionPoolForward(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor input, Tensor output, Tensor pooled)
    {
        const string Operation = nameof(ConvolutionPoolForward);
        ShapeGuard.ConvolutionPool(Operation, convolution.Geometry, pooling, input, output, pooled);
        SimdTensor result = Own(Operation, output), pooledResult = Own(Operation, pooled);
        _operators.ConvolutionPoolForward(
            Own(Operation, convolution), pooling, Own(Operation, input), result, pooledResult);
        Padding.ClearPlanarTail(result);
        Padding.ClearPlanarTail(pooledResult);
    }

    /// <inheritdoc/>
    public bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling) =>
        _operators.FusesPoolBackward(convolution, pooling);

    /// <inheritdoc/>
    public void ConvolutionPoolBackwardInput(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor gradPooled, Tensor reluOutput,
        Tensor gradInput)
    {
        const string Operation = nameof(ConvolutionPoolBackwardInput);
        ConvolutionGeometry geometry = convolution.Geometry;
        ShapeGuard.Fused(Operation, FusesPoolBackward(geometry, pooling), geometry, pooling);
        ShapeGuard.ConvolutionPool(Operation, geometry, pooling, gradInput, reluOutput, gradPooled);
        _operators.ConvolutionPoolBackwardInput(
            Own(Operation, convolution), pooling, Own(Operation, gradPooled), Own(Operation, reluOutput),
            Own(Operation, gradInput));
    }

    /// <inheritdoc/>
    public void ReluForward(Tensor input, Tensor output)
    {
        ShapeGuard.Same(nameof(ReluForward), input, output);
        _operators.ReluForward(Own(nameof(ReluForward), input), Own(nameof(ReluForward), output));
    }

    /// <inheritdoc/>
    public void ReluBackward(Tensor output, Tensor gradOutput, Tensor gradInput)
    {
        const string Operation = nameof(ReluBackward);
        ShapeGuard.Same(Operation, output, gradOutput);
        ShapeGuard.Same(Operation, output, gradInput);
        _operators.ReluBackward(Own(Operation, output), Own(Operation, gradOutput), Own(Operation, gradInput));
    }

    /// <inheritdoc/>
    public void PoolForward(PoolingGeometry geometry, Tensor input, Tensor output)
    {
        const string Operation = nameof(PoolForward);
        ShapeGuard.Pooling(Operation, geometry, input, output);
        _operators.PoolForward(geometry, Own(Operation, input), Own(Operation, output));
        Padding.ClearPlanarTail(Own(Operation, output));
    }

    /// <inheritdoc/>
    public void PoolBackward(PoolingGeometry geometry, Tensor input, Tensor gradOutput, Tensor gradInput)
    {
        const string Operation = nameof(PoolBackward);
        ShapeGuard.Pooling(Operation, geometry, input, gradOutput);
        ShapeGuard.Same(Operation, input, gradInput);
        ShapeGuard.Distinct(Operation, input, gradInput);
        _operators.PoolBackward(
            geometry, Own(Operation, input), Own(Operation, gradOutput), Own(Operation, gradInput));
        Padding.ClearPlanarTail(Own(Operation, gradInput));
    }

    /// <inheritdoc/>
    public void ChannelAffine(
        Tensor input, ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset,
        Tensor output)
    {
        const string Operation = nameof(ChannelAffine);
        ShapeGuard.ChannelAffine(input, sourceChannel, scale.Length, offset.Length, output);
        SimdTensor target = Own(Operation, output);
        _layoutJob.Affine(_context, new(Own(Operation, input)), new(target), sourceChannel, scale, offset);
        Padding.Clear(target);
    }

    /// <inheritdoc/>
    public void CopyChannels(
        Tensor source, int sourceChannel, Tensor destination, int destinationChannel, int count)
    {
        const string Operation = nameof(CopyChannels);
        ShapeGuard.CopyChannels(source, sourceChannel, destination, destinationChannel, count);
        SimdTensor target = Own(Operation, destination);
        _layoutJob.CopyChannels(
            _context, new(Own(Operation, source)), sourceChannel, new(target), destinationChannel, count);
        Padding.Clear(target);
    }

    /// <inheritdoc/>
    public void GramForward(Tensor features, double scale, Tensor gram, ScaledVector? sums = null)
    {
        const string Operation = nameof(GramForward);
        ShapeGuard.Gram(Operation, gram, features);
        ShapeGuard.Distinct(Operation, features, gram);
        ShapeGuard.ChannelVector(Operation, sums, features, gram);
        SimdTensor? vector = sums is { } wanted ? Own(Operation, wanted.Vector) : null;
        _operators.GramForward(Own(Operation, features), scale, Own(Operation, gram), sums);
        Padding.ClearPlanarTail(Own(Operation, gram));
        if (vector is not null)
            Padding.Clear(vector);
    }

    /// <inheritdoc/>
    public void GramBackwardAccumulate(
        Tensor matrix, Tensor features, double scale, Tensor gradFeatures, ScaledVector? gradSums = null)
    {
        const string Operation = nameof(GramBackwardAccumulate);
        ShapeGuard.Gram(Operation, matrix, features);
        ShapeGuard.Same(Operation, features, gradFeatures);
        ShapeGuard.Distinct(Operation, features, gradFeatures);
        ShapeGuard.ChannelVector(Operation, gradSums, gradFeatures, matrix);
        if (gradSums is { } given)
            Own(Operation, given.Vector);
        _operators.GramBackwardAccumulate(
            Own(Operation, matrix), Own(Operation, features), scale, Own(Operation, gradFeatures), gradSums);
    }

    /// <inheritdoc/>
    public void SquaredDistance(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot)
    {
        const string Operation = nameof(SquaredDistance);
        ShapeGuard.Same(Operation, a, b);
        ShapeGuard.Slot(Operation, results, slot);
        Own(Operation, results).Values[slot] = scale * _operators.SquaredDistance(
            Own(Operation, a), Own(Operation, b));
    }

    /// <inheritdoc/>
    public void SquaredDistanceAccumulate(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot, Tensor gradA)
    {
        const string Operation = nameof(SquaredDistanceAccumulate);
        ShapeGuard.Same(Operation, a, b);
        ShapeGuard.Same(Operation, a, gradA);
        ShapeGuard.Slot(Operation, results, slot);
        Own(Operation, results).Values[slot] = _operators.SquaredDistanceAccumulate(
            Own(Operation, a), Own(Operation, b), scale, Own(Operation, gradA));
    }

    /// <inheritdoc/>
    public void TotalVariationAccumulate(
        Tensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight,
        ScalarBuffer results, int slot, Tensor gradImage)
    {
        const string Operation = nameof(TotalVariationAccumulate);
        ShapeGuard.Same(Operation, image, gradImage);
        ShapeGuard.Distinct(Operation, image, gradImage);
        ShapeGuard.Slot(Operation, results, slot);
        Own(Operation, results).Values[slot] = _operators.TotalVariationAccumulate(
            Own(Operation, image), kind, verticalWeight, horizontalWeight, Own(Operation, gradImage));
    }

    /// <summary>
    /// Stops the threads and frees scratch memory; tensors and weights are freed by their own <c>Dispose</c>.
    /// </summary>
    public void Dispose() => _context.Dispose();

    private static OperatorSet ChooseOperators(SimdContext context) => BestTier switch
    {
        SimdTier.Vector512 => new SimdOperators<Lanes512, Vector512<float>>(context, SimdTier.Vector512),
        SimdTier.Vector256 => new SimdOperators<Lanes256, Vector256<float>>(context, SimdTier.Vector256),
        _ => new SimdOperators<Lanes128, Vector128<float>>(context, SimdTier.Vector128),
    };

    private SimdTensor Own(string operation, Tensor tensor) => tensor is SimdTensor own && own.Owner == this
        ? own
        : throw new ArgumentException($"{operation}: '{tensor.Name}' belongs to another backend.");

    private void Own(string operation, ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
            Own(operation, tensor);
    }

    private SimdConvolution Own(string operation, PreparedConvolution convolution) =>
        convolution is SimdConvolution own && own.Owner == this
            ? own
            : throw new ArgumentException($"{operation}: the convolution belongs to another backend.");

    private SimdScalarBuffer Own(string operation, ScalarBuffer scalars) =>
        scalars is SimdScalarBuffer own && own.Owner == this
            ? own
            : throw new ArgumentException($"{operation}: the scalars belong to another backend.");
}
