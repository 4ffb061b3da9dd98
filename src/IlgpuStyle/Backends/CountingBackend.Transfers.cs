using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <content>Memory beside the device's: scratch files, and what stays on the host.</content>
internal sealed partial class CountingBackend
{
    private long _fileBytes;
    private long _hostBytes;

    /// <summary>The most that scratch files took at one time since <see cref="Restart"/>.</summary>
    public long PeakFileBytes { get; private set; }

    /// <summary>
    /// The most that transfer buffers and tensors that stay there took of the host's memory at one time since <see cref="Restart"/>.
    /// </summary>
    public long PeakHostBytes { get; private set; }

    /// <inheritdoc/>
    public override TransferBuffer AllocateTransfer(string name, IReadOnlyList<TensorShape> shapes) => new CountedTransfer(
        [.. shapes.Select(shape => new CountedTensor(name, shape, booking: null))],
        Book(MemoryPart.Activations, shapes.Max(StorageBytes)), this, shapes.Max(shape => shape.Length) * sizeof(float));

    /// <summary>A scratch file was made (bytes) or vanished (−bytes).</summary>
    internal void BookFile(long bytes)
    {
        _fileBytes += bytes;
        PeakFileBytes = Math.Max(PeakFileBytes, _fileBytes);
    }

    /// <summary>Memory of the host was taken (bytes) or given back (−bytes).</summary>
    internal void BookHost(long bytes)
    {
        _hostBytes += bytes;
        PeakHostBytes = Math.Max(PeakHostBytes, _hostBytes);
    }

    private sealed class CountedTransfer : TransferBuffer
    {
        private readonly Booking _booking;
        private readonly CountingBackend _owner;
        private readonly long _hostBytes;

        public CountedTransfer(IReadOnlyList<Tensor> tensors, Booking booking, CountingBackend owner, long hostBytes)
            : base(tensors)
        {
            _booking = booking;
            _owner = owner;
            _hostBytes = hostBytes;
            owner.BookHost(hostBytes);
        }

        public override Span<float> Host => [];

        public override void BeginUpload(Tensor destination)
        {
        }

        public override void BeginDownload(Tensor source)
        {
        }

        public override void Wait()
        {
        }

        public override void Dispose()
        {
            _booking.Return();
            _owner.BookHost(-_hostBytes);
        }
    }
}
