namespace ILGPU.Runtime;

/// <summary>A driver failed. The stand-in has no driver; code that catches it compiles.</summary>
public abstract class AcceleratorException : Exception
{
    protected AcceleratorException()
    {
    }

    protected AcceleratorException(string message)
        : base(message)
    {
    }

    protected AcceleratorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public abstract AcceleratorType AcceleratorType { get; }
}
