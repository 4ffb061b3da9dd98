using ILGPU.Backends.PTX;
using ILGPU.IR;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Functions that are one instruction in PTX.</summary>
internal static class PtxInstruction
{
    /// <summary>Writes it: one register for the result, then the function's arguments.</summary>
    /// <param name="generator">Where to.</param>
    /// <param name="value">The call.</param>
    /// <param name="name">The instruction.</param>
    public static void Write(PTXCodeGenerator generator, Value value, string name)
    {
        var arguments = new PTXRegisterAllocator.PrimitiveRegister[value.Count];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = generator.LoadPrimitive(value[i]);
        var target = generator.AllocateHardware(value);
        using PTXCodeGenerator.CommandEmitter command = generator.BeginCommand(name);
        command.AppendArgument(target);
        foreach (PTXRegisterAllocator.PrimitiveRegister argument in arguments)
            command.AppendArgument(argument);
    }
}
