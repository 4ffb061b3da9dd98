namespace ILGPU;

public readonly record struct Index3D(int X, int Y, int Z) : IIndex
{
    public int Size => X * Y * Z;

    public long LongSize => (long)X * Y * Z;

    long IIndex.Size => LongSize;

    public static implicit operator Index3D((int X, int Y, int Z) index) => new(index.X, index.Y, index.Z);

    /// <summary>The index that lies at a position of an extent when X runs fastest.</summary>
    internal static Index3D At(long position, Index3D extent) => new(
        (int)(position % extent.X),
        (int)(position / extent.X % extent.Y),
        (int)(position / extent.X / extent.Y));

    internal bool InBoundsInclusive(Index3D limit) =>
        X >= 0 && Y >= 0 && Z >= 0 && X <= limit.X && Y <= limit.Y && Z <= limit.Z;
}
