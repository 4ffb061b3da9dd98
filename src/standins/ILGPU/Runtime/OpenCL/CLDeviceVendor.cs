namespace ILGPU.Runtime.OpenCL;

/// <summary>Whose device it is.</summary>
public enum CLDeviceVendor
{
    AMD,
    Intel,
    Nvidia,
    Other,
}
