using ILGPU;
using ILGPU.Runtime;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// What a driver's failure means for the user. A launch is queued and fails later, in whatever call looks at the device next, so
/// the program asks here once, wherever an exception ends.
/// </summary>
internal static class DeviceFailure
{
    private static readonly string[] s_noMemory =
    [
        "out of memory", "OUT_OF_MEMORY", "CL_MEM_OBJECT_ALLOCATION_FAILURE", "CL_OUT_OF_RESOURCES", "CL_OUT_OF_HOST_MEMORY",
    ];

    /// <summary>One clear line for an exception of ILGPU's, with what to do; null for any other exception.</summary>
    public static InputException? Explain(Exception exception)
    {
        string message = FirstLine(exception.GetBaseException());
        return exception switch
        {
            AcceleratorException when s_noMemory.Any(words => message.Contains(words, StringComparison.OrdinalIgnoreCase)) =>
                new InputException(
                    $"the device has no memory left ({message}): use a smaller size, fewer L-BFGS pairs (history), or another "
                        + "backend.", exception),
            AcceleratorException => new InputException(
                $"the device failed ({message}): check the driver, or use another backend.", exception),
            CapabilityNotSupportedException => new InputException(
                $"the device lacks a capability that a kernel needs ({message}): use another device or backend.", exception),
            InternalCompilerException => new InputException(
                $"a kernel cannot be compiled for this device ({message}): update its driver, or use another backend.", exception),
            _ => null,
        };
    }

    /// <summary>The first line of a message, which may be long.</summary>
    internal static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].Trim();
}
