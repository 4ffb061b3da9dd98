using System.Runtime.CompilerServices;

namespace ILGPU.Runtime;

public class MemoryBuffer1D<T, TStride> : MemoryBuffer
    where T : unmanaged
    where TStride : struct, IStride1D
{
    internal MemoryBuffer1D(Accelerator accelerator, long length)
        : base(accelerator, length, Unsafe.SizeOf<T>()) =>
        View = new ArrayView1D<T, TStride>(new ArrayView<T>(this, 0, length));

    public ArrayView1D<T, TStride> View { get; }
}
