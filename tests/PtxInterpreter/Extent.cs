namespace PtxInterpreter;

/// <summary>Groups of a launch, or threads of a group, along three axes.</summary>
public readonly record struct Extent(int X, int Y = 1, int Z = 1)
{
    /// <summary>In all.</summary>
    public int Count => checked(X * Y * Z);
}
