using System.Runtime.InteropServices;

namespace ILGPU.Runtime;

public static class ArrayViewExtensions
{
    public static void MemSetToZero<TView>(this TView view, AcceleratorStream stream)
        where TView : IContiguousArrayView
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArrayView<byte> bytes = view.AsRawArrayView();
        // A span ends at 2 GiB.
        const long step = 1 << 30;
        for (long first = 0; first < bytes.Length; first += step)
            bytes.SubView(first, Math.Min(step, bytes.Length - first)).AsSpan().Clear();
    }

    public static void CopyFromCPU<T, TView>(
        this TView target, AcceleratorStream stream, in ReadOnlySpan<T> cpuData)
        where TView : IContiguousArrayView<T>
        where T : unmanaged =>
            MemoryMarshal.AsBytes(cpuData).CopyTo(Bytes<T, TView>(target, stream, cpuData.Length));

    public static void CopyToCPU<T, TView>(this TView source, AcceleratorStream stream, in Span<T> cpuData)
        where TView : IContiguousArrayView<T>
        where T : unmanaged =>
            Bytes<T, TView>(source, stream, cpuData.Length).CopyTo(MemoryMarshal.AsBytes(cpuData));

    /// <summary>On a device the copy may still run when this returns: the memory stays where it is until then.</summary>
    public static void CopyFromCPUUnsafeAsync<T, TView>(this TView target, AcceleratorStream stream, ref T cpuData, long length)
        where TView : IContiguousArrayView<T>
        where T : unmanaged =>
            target.CopyFromCPU(stream, MemoryMarshal.CreateReadOnlySpan(ref cpuData, checked((int)length)));

    /// <summary>On a device the copy may still run when this returns: the memory stays where it is until then.</summary>
    public static void CopyToCPUUnsafeAsync<T, TView>(this TView source, AcceleratorStream stream, ref T cpuData, long length)
        where TView : IContiguousArrayView<T>
        where T : unmanaged =>
            source.CopyToCPU(stream, MemoryMarshal.CreateSpan(ref cpuData, checked((int)length)));

    private static unsafe Span<byte> Bytes<T, TView>(TView view, AcceleratorStream stream, int elements)
        where TView : IContiguousArrayView<T>
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (elements > view.Length)
            throw new ArgumentOutOfRangeException(
                nameof(view), $"{elements} elements to copy, the view has {view.Length}.");
        return view.AsRawArrayView().SubView(0, (long)elements * sizeof(T)).AsSpan();
    }
}
