using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;

namespace IlgpuStyle.Runs.Devices;

/// <summary>The devices that may have to be chosen from, and how one is opened.</summary>
/// <param name="List">The devices of a kind, and why the unusable ones are.</param>
/// <param name="Open">Opens one; the caller disposes it.</param>
internal sealed record GraphicsCards(
    Func<IlgpuDeviceKind, IReadOnlyList<IlgpuDevice>> List, Func<IlgpuDevice, IlgpuOptions, IBackend> Open)
{
    /// <summary>This machine's.</summary>
    public static GraphicsCards OfThisMachine { get; } = new(
        IlgpuDevices.ListKind, (device, options) => IlgpuBackend.Create(device.Kind, device.Index, options));
}
