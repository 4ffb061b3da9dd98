namespace ILGPU.Runtime;

/// <summary>Host memory that stays where it is; page-locked on a device that has that, which the stand-in has not.</summary>
public abstract class PageLockedArray<T> : IDisposable
    where T : unmanaged
{
    private protected PageLockedArray()
    {
    }

    public abstract Span<T> Span { get; }

    public long Length => Span.Length;

    public void Dispose() => GC.SuppressFinalize(this);
}
