namespace ILGPU;

/// <summary>A kernel's body cannot be compiled; the inner exception says why.</summary>
public sealed class InternalCompilerException : Exception
{
    public InternalCompilerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
