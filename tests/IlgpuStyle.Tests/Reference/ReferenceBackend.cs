using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

/// <summary>
/// What is correct: every operator as its definition, in float64, with no thought of speed. Production backends are held
/// to it, and its own backward operators are held to central differences. Upload and Download speak float32 like every
/// backend's; <see cref="UploadDouble"/> and <see cref="DownloadDouble"/> do not round.
/// </summary>
internal sealed partial class ReferenceBackend : IBackend
{
    /// <inheritdoc/>
    public string Name => "reference";

    /// <inheritdoc/>
    public string Description => "naive double loops";

    /// <inheritdoc/>
    public long AllocatedBytes { get; private set; }

    /// <inheritdoc/>
    public long PeakAllocatedBytes { get; private set; }

    /// <inheritdoc/>
    public Tensor Allocate(string name, TensorShape shape, TensorRole role)
    {
        Reserve(StorageBytes(shape));
        return new ReferenceTensor(this, name, shape, new double[shape.Length], 0, ownsBlock: true);
    }

    /// <inheritdoc/>
    public TensorArena AllocateArena(IReadOnlyList<TensorRequest> requests)
    {
        long[] sizes = [.. requests.Select(request => request.Shape.Length)];
        long[] offsets = ArenaPlanner.Place(requests, sizes, out long totalSize);
        double[] block = new double[totalSize];
        Tensor[] tensors = new Tensor[requests.Count];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = new ReferenceTensor(this, requests[i].Name, requests[i].Shape, block, offsets[i], ownsBlock: false);
        Reserve(totalSize * sizeof(double));
        return new ReferenceArena(this, totalSize * sizeof(double), tensors);
    }

    /// <inheritdoc/>
    public long StorageBytes(TensorShape shape) => shape.Length * sizeof(double);

    /// <inheritdoc/>
    public long WeightsBytes(ConvolutionGeometry geometry) => (geometry.WeightsLength + geometry.OutputChannels) * (long)sizeof(double);

    /// <inheritdoc/>
    public long WorkspaceBytes(WorkspaceDemand demand) => 0;

    /// <inheritdoc/>
    public ScalarBuffer AllocateScalars(int length)
    {
        Reserve(length * sizeof(double));
        return new ReferenceScalars(this, length);
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<float> source, Tensor destination)
    {
        ShapeGuard.Length("Upload", destination, source.Length);
        Span<double> values = Values(destination);
        for (int i = 0; i < values.Length; i++)
            values[i] = source[i];
    }

    /// <inheritdoc/>
    public void Download(Tensor source, Span<float> destination)
    {
        ShapeGuard.Length("Download", source, destination.Length);
        Span<double> values = Values(source);
        for (int i = 0; i < values.Length; i++)
            destination[i] = (float)values[i];
    }

    /// <summary>Host to tensor without rounding; <paramref name="source"/> is dense (C, H, W).</summary>
    public void UploadDouble(ReadOnlySpan<double> source, Tensor destination)
    {
        ShapeGuard.Length("UploadDouble", destination, source.Length);
        source.CopyTo(Values(destination));
    }

    /// <summary>A tensor that holds these values, dense (C, H, W).</summary>
    public Tensor Holding(TensorShape shape, double[] values)
    {
        Tensor tensor = this.Allocate("values", shape);
        UploadDouble(values, tensor);
        return tensor;
    }

    /// <summary>Tensor to host without rounding, dense (C, H, W).</summary>
    public void DownloadDouble(Tensor source, Span<double> destination)
    {
        ShapeGuard.Length("DownloadDouble", source, destination.Length);
        Values(source).CopyTo(destination);
    }

    /// <inheritdoc/>
    public void Download(ScalarBuffer source, Span<double> destination)
    {
        if (destination.Length != source.Length)
            throw new ArgumentException($"Download: {source.Length} slots into {destination.Length} numbers.");
        Slots(source).CopyTo(destination);
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<double> source, ScalarBuffer destination)
    {
        ShapeGuard.Length("Upload", destination, source.Length);
        source.CopyTo(Slots(destination));
    }

    /// <inheritdoc/>
    public void Copy(Tensor source, Tensor destination)
    {
        ShapeGuard.Same("Copy", source, destination);
        Values(source).CopyTo(Values(destination));
    }

    /// <inheritdoc/>
    public void Fill(Tensor destination, float value) => Values(destination).Fill(value);

    /// <inheritdoc/>
    public void Synchronize()
    {
        // Every operator is done when it returns.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Storage is managed memory.
    }

    /// <summary>Counts storage that a tensor, arena or layer gives back.</summary>
    internal void Release(long bytes) => AllocatedBytes -= bytes;

    private void Reserve(long bytes)
    {
        AllocatedBytes += bytes;
        PeakAllocatedBytes = Math.Max(PeakAllocatedBytes, AllocatedBytes);
    }

    private Span<double> Values(Tensor tensor) =>
        tensor is ReferenceTensor own && own.Backend == this
            ? own.Values
            : throw new ArgumentException($"'{tensor.Name}' belongs to another backend.");

    private double[] Slots(ScalarBuffer scalars) =>
        scalars is ReferenceScalars own && own.Backend == this
            ? own.Values
            : throw new ArgumentException("the scalar buffer belongs to another backend.");
}
