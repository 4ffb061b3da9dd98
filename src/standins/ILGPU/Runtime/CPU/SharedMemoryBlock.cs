using System.Runtime.CompilerServices;

namespace ILGPU.Runtime.CPU;

/// <summary>One allocation of shared memory, as long as a launch lives.</summary>
internal sealed class SharedMemoryBlock : MemoryBuffer
{
    private SharedMemoryBlock(Type elementType, int length, int elementSize)
        : base(accelerator: null, length, elementSize) => ElementType = elementType;

    public Type ElementType { get; }

    public static SharedMemoryBlock Create<T>(int length)
        where T : unmanaged => new(typeof(T), length, Unsafe.SizeOf<T>());
}
