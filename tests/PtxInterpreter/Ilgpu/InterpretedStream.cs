using ILGPU.Runtime;

namespace PtxInterpreter.Ilgpu;

/// <summary>A stream on which nothing ever waits.</summary>
internal sealed class InterpretedStream(InterpretedAccelerator accelerator) : AcceleratorStream(accelerator)
{
    /// <inheritdoc/>
    public override void Synchronize()
    {
    }

    /// <inheritdoc/>
    protected override ProfilingMarker AddProfilingMarkerInternal() =>
        throw new NotSupportedException("The PTX interpreter measures no time.");

    /// <inheritdoc/>
    protected override void DisposeAcceleratorObject(bool disposing)
    {
    }
}
