using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// A backend that holds nothing and computes nothing: it books what another backend would hold if it ran the
/// same calls. A plan is thus the run itself, rehearsed; whatever a run comes to allocate is counted without
/// a second formula. Every reduction gives 0, so an optimiser ends at its first step.
/// </summary>
internal sealed partial class CountingBackend(IBackend actual) : DelegatingBackend(actual)
{
    private readonly long[] _current = new long[Enum.GetValues<MemoryPart>().Length];
    private readonly long[] _atPeak = new long[Enum.GetValues<MemoryPart>().Length];
    private readonly HashSet<(ConvolutionGeometry Geometry, TensorShape Input)> _convolutions = [];
    private readonly HashSet<(ConvolutionGeometry Geometry, TensorShape Input)> _backward = [];
    private readonly HashSet<TensorShape> _grams = [];
    private readonly HashSet<TensorShape> _matched = [];
    private readonly HashSet<TensorShape> _ranked = [];
    private TensorShape _vectors = TensorShape.Vector(0);

    /// <inheritdoc/>
    public override string Description => $"{Actual.Description}, counted only";

    /// <summary>
    /// Multiply-adds of all convolutions since <see cref="Restart"/>, forward and backward: what the
    /// rehearsed work costs.
    /// </summary>
    public double MultiplyAdds { get; private set; }

    /// <inheritdoc/>
    public override long AllocatedBytes => _current.Sum();

    /// <summary>The most that tensors and weights took at one time, scratch memory that operators share not included.</summary>
    public override long PeakAllocatedBytes => _atPeak.Sum();

    /// <summary>
    /// Bytes by part when the tensors took most, and the workspace, which grows to the largest use and stays.
    /// </summary>
    public IReadOnlyDictionary<MemoryPart, long> Parts()
    {
        Dictionary<MemoryPart, long> parts = [];
        for (int part = 0; part < _atPeak.Length; part++)
            parts[(MemoryPart)part] = _atPeak[part];
        parts[MemoryPart.Workspace] += Actual.WorkspaceBytes(
            new WorkspaceDemand(_convolutions, _grams, _vectors) { Backward = _backward, Matched = _matched, Ranked = _ranked });
        return parts;
    }

    /// <summary>
    /// Forgets the peak and the operators seen: what is held now, the weights, stays booked.
    /// </summary>
    public void Restart()
    {
        _current.CopyTo(_atPeak, 0);
        MultiplyAdds = 0;
        PeakFileBytes = _fileBytes;
        PeakHostBytes = _hostBytes;
        _convolutions.Clear();
        _backward.Clear();
        _grams.Clear();
        _matched.Clear();
        _ranked.Clear();
        _vectors = TensorShape.Vector(0);
    }

    /// <inheritdoc/>
    public override Tensor Allocate(string name, TensorShape shape, TensorRole role) =>
        new CountedTensor(name, shape, Book(PartOf(role), StorageBytes(shape)));

    /// <inheritdoc/>
    public override TensorArena AllocateArena(IReadOnlyList<TensorRequest> requests)
    {
        long[] sizes = [.. requests.Select(request => StorageBytes(request))];
        ArenaPlanner.Place(requests, sizes, out long totalSize);
        return new CountedArena(requests, totalSize, Book(MemoryPart.Activations, totalSize));
    }

    /// <inheritdoc/>
    public override ScalarBuffer AllocateScalars(int length) => new CountedScalars(length);

    /// <inheritdoc/>
    public override PreparedConvolution PrepareConvolution(
        ConvolutionGeometry geometry, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias) =>
        new CountedConvolution(geometry, Book(MemoryPart.Weights, WeightsBytes(geometry)));

    private static MemoryPart PartOf(TensorRole role) => role switch
    {
        TensorRole.Activation or TensorRole.FeatureMap => MemoryPart.Activations,
        TensorRole.ContentTarget or TensorRole.Statistic => MemoryPart.Targets,
        TensorRole.CurvaturePair => MemoryPart.History,
        TensorRole.Vector => MemoryPart.Vectors,
        _ => MemoryPart.Workspace,
    };

    private Booking Book(MemoryPart part, long bytes)
    {
        Add(part, bytes);
        return new Booking(this, part, bytes);
    }

    private void Add(MemoryPart part, long bytes)
    {
        _current[(int)part] += bytes;
        if (_current.Sum() > _atPeak.Sum())
            _current.CopyTo(_atPeak, 0);
    }

    private void See(PreparedConvolution convolution, TensorShape input)
    {
        ConvolutionGeometry geometry = convolution.Geometry;
        _convolutions.Add((geometry, input));
        MultiplyAdds += (double)geometry.WeightsLength * geometry.OutputShape(input).Positions;
    }

    private void SeeBackward(PreparedConvolution convolution, TensorShape input)
    {
        See(convolution, input);
        _backward.Add((convolution.Geometry, input));
    }

    private sealed class Booking(CountingBackend owner, MemoryPart part, long bytes)
    {
        private long _bytes = bytes;

        public void Return()
        {
            owner.Add(part, -_bytes);
            _bytes = 0;
        }
    }

    private sealed class CountedTensor(string name, TensorShape shape, Booking? booking) : Tensor(name, shape)
    {
        public override void Dispose() => booking?.Return();
    }

    private sealed class CountedArena(IReadOnlyList<TensorRequest> requests, long totalSize, Booking booking)
        : TensorArena(totalSize)
    {
        public override IReadOnlyList<Tensor> Tensors { get; } =
            [.. requests.Select(request => new CountedTensor(request.Name, request.Shape, booking: null))];

        public override void Dispose() => booking.Return();
    }

    private sealed class CountedScalars(int length) : ScalarBuffer(length)
    {
        public override void Dispose()
        {
        }
    }

    private sealed class CountedConvolution(ConvolutionGeometry geometry, Booking booking) : PreparedConvolution(geometry)
    {
        public override void Dispose() => booking.Return();
    }
}
