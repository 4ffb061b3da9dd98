namespace ILGPU.Runtime.OpenCL;

/// <summary>There is none: the type is here for the predicates that take one.</summary>
public abstract class CLDevice : Device
{
    private CLDevice()
        : base(AcceleratorType.OpenCL)
    {
    }
}
