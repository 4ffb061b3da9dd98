using System.Collections.Immutable;
using ILGPU.Runtime;

namespace ILGPU;

/// <summary>
/// Owns the list of devices. The stand-in has CPU devices only, and those only that the builder was given.
/// </summary>
public sealed partial class Context : IDisposable
{
    private readonly List<Accelerator> _accelerators = [];

    private Context(ImmutableArray<Device> devices) => Devices = devices;

    public ImmutableArray<Device> Devices { get; }

    public static Context Create(Action<Builder> buildingCallback)
    {
        ArgumentNullException.ThrowIfNull(buildingCallback);
        Builder builder = new();
        buildingCallback(builder);
        return new Context([.. builder.Devices]);
    }

    /// <summary>Disposes what was created from it too, as the package does.</summary>
    public void Dispose()
    {
        foreach (Accelerator accelerator in _accelerators)
            accelerator.Dispose();
        _accelerators.Clear();
    }

    internal void Register(Accelerator accelerator) => _accelerators.Add(accelerator);
}
