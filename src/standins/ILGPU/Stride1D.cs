namespace ILGPU;

public static class Stride1D
{
    /// <summary>Neighbours are next to each other: the only stride of the stand-in.</summary>
    public readonly struct Dense : IStride1D;
}
