using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// The memory of a backend: tensors and scalars, the ways between them and the host, and what it all takes. Rules for every
/// operator: <see cref="IBackend"/>.
/// </summary>
internal interface IDeviceMemory
{
    /// <summary>Whether what is allocated here lies in a device's memory and not in the process's.</summary>
    bool HasOwnMemory => false;

    /// <summary>
    /// Bytes of device memory now held by this backend: tensors, arenas, weights and workspace.
    /// </summary>
    long AllocatedBytes { get; }

    /// <summary>The largest value that <see cref="AllocatedBytes"/> has had.</summary>
    long PeakAllocatedBytes { get; }

    /// <summary>A tensor of zeros.</summary>
    /// <param name="name">What it holds, for messages: "gradient of conv3_2".</param>
    /// <param name="shape">Logical shape.</param>
    /// <param name="role">What it is for: where it may be kept, and what a plan counts it as.</param>
    /// <exception cref="InputException">There is not enough memory.</exception>
    Tensor Allocate(string name, TensorShape shape, TensorRole role);

    /// <summary>
    /// Tensors that share one block, placed by <see cref="ArenaPlanner"/>. They hold whatever the block held before: each is written before
    /// it is read.
    /// </summary>
    TensorArena AllocateArena(IReadOnlyList<TensorRequest> requests);

    /// <summary>Gives the memory to the system that arenas have given back and the next one would take.</summary>
    void GiveBackSpare()
    {
    }

    /// <summary>Bytes that a tensor of this shape occupies in this backend's private layout.</summary>
    long StorageBytes(TensorShape shape);

    /// <summary>Bytes that a tensor of an arena occupies; fewer where its role lets the backend round.</summary>
    long StorageBytes(TensorRequest request) => StorageBytes(request.Shape);

    /// <summary>
    /// Bytes that <see cref="INetworkOperators.PrepareConvolution"/> keeps for a layer; nothing is allocated.
    /// </summary>
    long WeightsBytes(ConvolutionGeometry geometry);

    /// <summary>
    /// Bytes of scratch memory that this backend holds after it has run these operators; nothing is
    /// allocated.
    /// </summary>
    long WorkspaceBytes(WorkspaceDemand demand);

    /// <summary>Slots for reduction results, zero at first.</summary>
    ScalarBuffer AllocateScalars(int length);

    /// <summary>Host to device; <paramref name="source"/> is dense (C, H, W).</summary>
    void Upload(ReadOnlySpan<float> source, Tensor destination);

    /// <summary>Device to host, dense (C, H, W); waits for all work launched before.</summary>
    void Download(Tensor source, Span<float> destination);

    /// <summary>Host to device, one channel alone; <paramref name="source"/> is dense (H, W).</summary>
    void UploadChannel(ReadOnlySpan<float> source, Tensor destination, int channel)
    {
        using Tensor plane = Allocate("a channel", destination.Shape with { Channels = 1 }, TensorRole.Working);
        Upload(source, plane);
        CopyChannels(plane, 0, destination, channel, 1);
        Synchronize();
    }

    /// <summary>
    /// Device to host, one channel alone, dense (H, W); waits for all work launched before.
    /// </summary>
    void DownloadChannel(Tensor source, int channel, Span<float> destination)
    {
        using Tensor plane = Allocate("a channel", source.Shape with { Channels = 1 }, TensorRole.Working);
        CopyChannels(source, channel, plane, 0, 1);
        Download(plane, destination);
    }

    /// <summary>Fetches all slots; waits for all work launched before.</summary>
    void Download(ScalarBuffer source, Span<double> destination);

    /// <summary>Whether a <see cref="TransferBuffer"/> can carry tiles to and fro beside the operators.</summary>
    bool HasTransfers => false;

    /// <summary>Memory for transfers beside the operators; see there. Zeros on the device.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="shapes">What it will carry, one at a time.</param>
    /// <exception cref="InvalidOperationException">There are none: <see cref="HasTransfers"/>.</exception>
    TransferBuffer AllocateTransfer(string name, IReadOnlyList<TensorShape> shapes) =>
        throw new InvalidOperationException($"{name}: this backend works in the host's memory.");

    /// <summary>
    /// Host to device, all slots. What <see cref="Download(ScalarBuffer, Span{double})"/> gave comes back
    /// with the same bits.
    /// </summary>
    void Upload(ReadOnlySpan<double> source, ScalarBuffer destination);

    /// <summary>destination = source, same shape.</summary>
    void Copy(Tensor source, Tensor destination);

    /// <summary>
    /// destination[destinationChannel + c] = source[sourceChannel + c] for c in [0, count); the other
    /// channels stay as they are. Concatenation along the channels, and its backward.
    /// </summary>
    void CopyChannels(
        Tensor source, int sourceChannel, Tensor destination, int destinationChannel, int count);

    /// <summary>Every element = value.</summary>
    void Fill(Tensor destination, float value);

    /// <summary>Waits for all work launched before.</summary>
    void Synchronize();
}
