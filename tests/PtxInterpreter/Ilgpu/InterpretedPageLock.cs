using ILGPU.Runtime;

namespace PtxInterpreter.Ilgpu;

/// <summary>Memory of the host as it is.</summary>
internal sealed class InterpretedPageLock<T> : PageLockScope<T>
    where T : unmanaged
{
    public InterpretedPageLock(InterpretedAccelerator accelerator, nint pointer, long elements)
        : base(accelerator, elements) => AddrOfLockedObject = pointer;

    /// <inheritdoc/>
    protected override void DisposeAcceleratorObject(bool disposing)
    {
    }
}
