using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests;

/// <summary>Memory for tests that do not ask what it is for.</summary>
internal static class PlainAllocation
{
    /// <summary>A tensor of zeros that every backend keeps in its own memory.</summary>
    public static Tensor Allocate(this IDeviceMemory memory, string name, TensorShape shape) =>
        memory.Allocate(name, shape, TensorRole.Working);
}
