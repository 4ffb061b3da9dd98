using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// Hands every call on to another backend. A subclass says what it does otherwise: for one operator by overriding it, for all that are
/// launched and not waited for in <see cref="Launch"/>, for all that wait in <see cref="Settle"/>.
/// </summary>
/// <param name="actual">Does the work; not disposed with this one.</param>
internal abstract partial class DelegatingBackend(IBackend actual) : IBackend
{
    /// <inheritdoc/>
    public virtual string Name => Actual.Name;

    /// <inheritdoc/>
    public virtual string Description => Actual.Description;

    /// <inheritdoc/>
    public virtual int Devices => Actual.Devices;

    /// <inheritdoc/>
    public virtual bool HasOwnMemory => Actual.HasOwnMemory;

    /// <inheritdoc/>
    public virtual bool HasTransfers => Actual.HasTransfers;

    /// <inheritdoc/>
    public virtual long AllocatedBytes => Actual.AllocatedBytes;

    /// <inheritdoc/>
    public virtual long PeakAllocatedBytes => Actual.PeakAllocatedBytes;

    /// <summary>The other backend.</summary>
    protected IBackend Actual { get; } = actual;

    /// <inheritdoc/>
    public virtual Tensor Allocate(string name, TensorShape shape, TensorRole role) => Actual.Allocate(name, shape, role);

    /// <inheritdoc/>
    public virtual TensorArena AllocateArena(IReadOnlyList<TensorRequest> requests) => Actual.AllocateArena(requests);

    /// <inheritdoc/>
    public void GiveBackSpare() => Actual.GiveBackSpare();

    /// <inheritdoc/>
    public virtual ScalarBuffer AllocateScalars(int length) => Actual.AllocateScalars(length);

    /// <inheritdoc/>
    public virtual TransferBuffer AllocateTransfer(string name, IReadOnlyList<TensorShape> shapes) => Actual.AllocateTransfer(name, shapes);

    /// <inheritdoc/>
    public long StorageBytes(TensorShape shape) => Actual.StorageBytes(shape);

    /// <inheritdoc/>
    public long StorageBytes(TensorRequest request) => Actual.StorageBytes(request);

    /// <inheritdoc/>
    public long WeightsBytes(ConvolutionGeometry geometry) => Actual.WeightsBytes(geometry);

    /// <inheritdoc/>
    public long WorkspaceBytes(WorkspaceDemand demand) => Actual.WorkspaceBytes(demand);

    /// <inheritdoc/>
    public virtual void Upload(ReadOnlySpan<float> source, Tensor destination)
    {
        Settle();
        Actual.Upload(source, destination);
    }

    /// <inheritdoc/>
    public virtual void Download(Tensor source, Span<float> destination)
    {
        Settle();
        Actual.Download(source, destination);
    }

    /// <inheritdoc/>
    public virtual void UploadChannel(ReadOnlySpan<float> source, Tensor destination, int channel)
    {
        Settle();
        Actual.UploadChannel(source, destination, channel);
    }

    /// <inheritdoc/>
    public virtual void DownloadChannel(Tensor source, int channel, Span<float> destination)
    {
        Settle();
        Actual.DownloadChannel(source, channel, destination);
    }

    /// <inheritdoc/>
    public virtual void Upload(ReadOnlySpan<double> source, ScalarBuffer destination)
    {
        Settle();
        Actual.Upload(source, destination);
    }

    /// <inheritdoc/>
    public virtual void Download(ScalarBuffer source, Span<double> destination)
    {
        Settle();
        Actual.Download(source, destination);
    }

    /// <inheritdoc/>
    public virtual void Synchronize()
    {
        Settle();
        Actual.Synchronize();
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>An operator that nobody waits for.</summary>
    /// <param name="arguments">Of the operator.</param>
    /// <param name="work">The operator of the backend that it is given.</param>
    protected virtual void Launch<TArguments>(TArguments arguments, Action<IBackend, TArguments> work) => work(Actual, arguments);

    /// <summary>Before a call that waits for all work launched before.</summary>
    protected virtual void Settle()
    {
    }
}
