using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// Several devices of one kind that share one picture's tiles. Whatever is not dealt out is the first one's: the picture, the optimiser's
/// vectors, the targets, the sizes that are not cut. A program that knows one device uses that one.
/// </summary>
internal sealed class DeviceGroup : DelegatingBackend
{
    private readonly IReadOnlyList<IBackend> _devices;

    /// <summary>Joins them.</summary>
    /// <param name="devices">At least two, with the same bits for the same work; disposed with this object.</param>
    public DeviceGroup(IReadOnlyList<IBackend> devices)
        : base(devices[0]) => _devices = devices;

    /// <summary>All but the first.</summary>
    public IEnumerable<IBackend> Others => _devices.Skip(1);

    /// <inheritdoc/>
    public override int Devices => _devices.Count;

    /// <inheritdoc/>
    public override string Description => $"{Actual.Description}; {Devices} devices share the tiles";

    /// <summary>A copy of a tensor on another device, by way of the host.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="from">Where it lies.</param>
    /// <param name="to">Where the copy is made.</param>
    /// <param name="role">What it is for.</param>
    public static Tensor Copy(Tensor tensor, IDeviceMemory from, IDeviceMemory to, TensorRole role)
    {
        float[] values = new float[tensor.Shape.Length];
        from.Download(tensor, values);
        Tensor copy = to.Allocate(tensor.Name, tensor.Shape, role);
        to.Upload(values, copy);
        return copy;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (IBackend device in _devices)
            device.Dispose();
    }
}
