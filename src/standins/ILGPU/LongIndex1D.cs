namespace ILGPU;

public readonly record struct LongIndex1D(long X)
{
    public static implicit operator LongIndex1D(long index) => new(index);

    public static implicit operator long(LongIndex1D index) => index.X;
}
