namespace ILGPU.Runtime.OpenCL;

/// <summary>The driver failed; nothing throws it here.</summary>
public sealed class CLException : AcceleratorException
{
    private CLException(CLError error)
        : base($"{error}")
    {
    }

    public override AcceleratorType AcceleratorType => AcceleratorType.OpenCL;

    public static void ThrowIfFailed(CLError status)
    {
        if (status != CLError.CL_SUCCESS)
            throw new CLException(status);
    }
}
