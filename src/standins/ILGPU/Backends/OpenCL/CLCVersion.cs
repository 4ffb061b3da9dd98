namespace ILGPU.Backends.OpenCL;

/// <summary>A version of OpenCL C.</summary>
public readonly record struct CLCVersion(int Major, int Minor)
{
    public static readonly CLCVersion CL30 = new(3, 0);
}
