namespace ILGPU.Runtime.OpenCL;

/// <summary>What the driver returns.</summary>
public enum CLError
{
    CL_SUCCESS = 0,
}
