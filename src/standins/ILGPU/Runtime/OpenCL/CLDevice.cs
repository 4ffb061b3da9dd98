namespace ILGPU.Runtime.OpenCL;

/// <summary>
/// There is none: the type is here for the code that asks a device whether it is one, and which kind.
/// </summary>
public abstract class CLDevice : Device
{
    private CLDevice(CLDeviceType deviceType)
        : base(AcceleratorType.OpenCL) => DeviceType = deviceType;

    public CLDeviceType DeviceType { get; }
}
