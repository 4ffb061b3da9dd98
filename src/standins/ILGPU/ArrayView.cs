using System.Runtime.CompilerServices;
using ILGPU.Runtime;

namespace ILGPU;

/// <summary>
/// A range of a buffer. Every access is checked: where the package ends the process (an assertion), the
/// stand-in throws.
/// </summary>
public readonly struct ArrayView<T> : IContiguousArrayView<T>
    where T : unmanaged
{
    private readonly MemoryBuffer _buffer;
    private readonly long _first;

    public ArrayView(MemoryBuffer source, long index, long length)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _buffer = source;
        _first = index;
        Length = length;
    }

    public long Length { get; }

    public int IntLength => checked((int)Length);

    public long LengthInBytes => Length * Unsafe.SizeOf<T>();

    public ref T this[Index1D index] => ref this[(long)index.X];

    public ref T this[int index] => ref this[(long)index];

    public unsafe ref T this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((ulong)index >= (ulong)Length)
                ThrowOutOfRange(index);
            return ref ((T*)_buffer.Pointer)[_first + index];
        }
    }

    public ArrayView<T> SubView(int index, int subViewLength) => SubView((long)index, subViewLength);

    /// <summary>
    /// Part of this view. As in the package, a part that starts at the end is out of range even when empty.
    /// </summary>
    public ArrayView<T> SubView(long index, long subViewLength)
    {
        bool starts = (index >= 0 && index < Length) || (index == 0 && Length == 0);
        if (!starts || subViewLength < 0 || index + subViewLength > Length)
            throw new ArgumentOutOfRangeException(
                nameof(index), $"[{index}, {index + subViewLength}) of {Length} elements");
        return Length == 0 ? this : new ArrayView<T>(_buffer, _first + index, subViewLength);
    }

    /// <summary>The same bytes as other elements; what is left over at the end is not in the view.</summary>
    /// <exception cref="InvalidOperationException">It would not start at an element. The package reads
    /// other bytes then.</exception>
    public ArrayView<TOther> Cast<TOther>()
        where TOther : unmanaged
    {
        (long first, int size) = (_first * Unsafe.SizeOf<T>(), Unsafe.SizeOf<TOther>());
        if (first % size != 0)
            throw new InvalidOperationException(
                $"A view that starts at byte {first} cast to elements of {size} bytes.");
        return Length == 0 ? default : new ArrayView<TOther>(_buffer, first / size, LengthInBytes / size);
    }

    ArrayView<byte> IContiguousArrayView.AsRawArrayView() =>
        Length == 0 ? default : new ArrayView<byte>(_buffer, _first * Unsafe.SizeOf<T>(), LengthInBytes);

    public static implicit operator ArrayView1D<T, Stride1D.Dense>(ArrayView<T> view) => new(view);

    public static implicit operator ArrayView<T>(ArrayView1D<T, Stride1D.Dense> view) => view.BaseView;

    /// <summary>The elements as the host sees them.</summary>
    internal unsafe Span<T> AsSpan() =>
        Length == 0 ? [] : new Span<T>((T*)_buffer.Pointer + _first, checked((int)Length));

    private void ThrowOutOfRange(long index) =>
        throw new IndexOutOfRangeException(
            $"Index {index} of an ArrayView<{typeof(T).Name}> of {Length} elements.");
}
