namespace IlgpuStyle.Backends;

/// <summary>
/// The one seam between style transfer and devices: every operator the engine needs, forward and backward, in four groups.
/// <para>
/// Operators <i>overwrite</i> their output unless the name says <c>Accumulate</c>. Each checks its arguments
/// (<see cref="ShapeGuard"/>) and then launches; work on one backend runs in the order of the calls, and only
/// <c>Download</c> and <see cref="IDeviceMemory.Synchronize"/> wait for it. No operator allocates after its first use with
/// a shape. Reductions have a fixed order: a run repeats bit for bit. Instances are not thread-safe.
/// </para>
/// </summary>
/// <exception cref="ArgumentException">
/// Shapes do not fit, or a tensor belongs to another backend (all operators).
/// </exception>
internal interface IBackend : IDeviceMemory, INetworkOperators, ILossOperators, IVectorOperators, IDisposable
{
    /// <summary>Short name as on the command line: "simd", "ilgpu-cpu", "cuda", "opencl".</summary>
    string Name { get; }

    /// <summary>One line for people: device, instruction set, threads, memory.</summary>
    string Description { get; }

    /// <summary>How many devices share the tiles of a picture; see <see cref="DeviceGroup"/>.</summary>
    int Devices => 1;
}
