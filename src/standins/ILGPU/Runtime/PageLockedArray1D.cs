namespace ILGPU.Runtime;

public sealed class PageLockedArray1D<T> : PageLockedArray<T>
    where T : unmanaged
{
    private readonly T[] _array;

    internal PageLockedArray1D(long extent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(extent);
        _array = GC.AllocateArray<T>(checked((int)extent), pinned: true);
    }

    public override Span<T> Span => _array;
}
