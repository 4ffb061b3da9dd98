namespace ILGPU;

public readonly record struct Index1D(int X) : IIndex
{
    public int Size => X;

    long IIndex.Size => X;

    public static implicit operator Index1D(int index) => new(index);

    public static implicit operator int(Index1D index) => index.X;
}
