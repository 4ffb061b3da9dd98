namespace ILGPU;

/// <summary>
/// A device lacks what a kernel or ILGPU itself needs. No device of the stand-in does; code that catches it
/// compiles.
/// </summary>
public sealed class CapabilityNotSupportedException : Exception
{
    public CapabilityNotSupportedException()
    {
    }

    public CapabilityNotSupportedException(string message)
        : base(message)
    {
    }

    public CapabilityNotSupportedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
