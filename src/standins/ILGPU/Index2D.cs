namespace ILGPU;

public readonly record struct Index2D(int X, int Y) : IIndex
{
    public int Size => X * Y;

    public long LongSize => (long)X * Y;

    long IIndex.Size => LongSize;

    public static implicit operator Index2D((int X, int Y) index) => new(index.X, index.Y);
}
