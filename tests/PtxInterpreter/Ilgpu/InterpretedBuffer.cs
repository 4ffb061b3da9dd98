using ILGPU;
using ILGPU.Runtime;

namespace PtxInterpreter.Ilgpu;

/// <summary>A buffer in <see cref="DeviceMemory"/>; its pointer leads nowhere on the host.</summary>
internal sealed class InterpretedBuffer : MemoryBuffer
{
    private readonly DeviceMemory _memory;

    public InterpretedBuffer(InterpretedAccelerator accelerator, long length, int elementSize)
        : base(accelerator, length, elementSize)
    {
        _memory = accelerator.Memory;
        NativePtr = (nint)_memory.Allocate(length * elementSize);
    }

    /// <inheritdoc/>
    protected override void MemSet(AcceleratorStream stream, byte value, in ArrayView<byte> targetView)
    {
        byte[] values = new byte[targetView.LengthInBytes];
        values.AsSpan().Fill(value);
        _memory.Write(AddressOf(targetView), values);
    }

    /// <inheritdoc/>
    protected override void CopyTo(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView)
    {
        byte[] values = new byte[sourceView.LengthInBytes];
        _memory.Read(AddressOf(sourceView), values);
        if (targetView.GetAcceleratorType() == AcceleratorType.CPU)
            values.CopyTo(OnHost(targetView));
        else
            _memory.Write(AddressOf(targetView), values);
    }

    /// <inheritdoc/>
    protected override void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView)
    {
        if (sourceView.GetAcceleratorType() == AcceleratorType.CPU)
        {
            _memory.Write(AddressOf(targetView), OnHost(sourceView));
            return;
        }

        byte[] values = new byte[sourceView.LengthInBytes];
        _memory.Read(AddressOf(sourceView), values);
        _memory.Write(AddressOf(targetView), values);
    }

    /// <inheritdoc/>
    protected override void DisposeAcceleratorObject(bool disposing) => _memory.Free((ulong)NativePtr);

    private static ulong AddressOf(ArrayView<byte> view) => (ulong)view.LoadEffectiveAddressAsPtr();

    private static unsafe Span<byte> OnHost(ArrayView<byte> view) => new((void*)view.LoadEffectiveAddressAsPtr(), (int)view.LengthInBytes);
}
