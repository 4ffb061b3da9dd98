using System.Reflection;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;

namespace PtxInterpreter.Ilgpu;

/// <summary>A kernel of the <see cref="InterpretedAccelerator"/>.</summary>
public sealed class InterpretedKernel : Kernel
{
    private readonly InterpretedAccelerator _accelerator;

    internal InterpretedKernel(
        InterpretedAccelerator accelerator, PTXCompiledKernel compiled, MethodInfo launcher, InterpreterOptions options)
        : base(accelerator, compiled, launcher)
    {
        _accelerator = accelerator;
        MethodInfo method = compiled.SourceMethod;
        string types = string.Join(", ", method.GetGenericArguments().Select(NameOf));
        Function = new ExecutableFunction(
            compiled.PTXAssembly, options, $"{method.DeclaringType?.Name}.{method.Name}{(types.Length == 0 ? "" : $"<{types}>")}");
    }

    /// <summary>What is executed, and what has been.</summary>
    public ExecutableFunction Function { get; }

    /// <summary>Executes a launch.</summary>
    /// <param name="config">Groups and threads.</param>
    /// <param name="arguments">In the order of the kernel's parameters.</param>
    /// <exception cref="PtxTrapException">A thread does what it must not.</exception>
    public void Launch(KernelConfig config, object[] arguments)
    {
        Index3D grid = config.GridDim, group = config.GroupDim;
        Function.Launch(
            _accelerator.Memory, ArgumentBlock.Pack(arguments), new Extent(grid.X, grid.Y, grid.Z),
            new Extent(group.X, group.Y, group.Z));
    }

    /// <inheritdoc/>
    protected override void DisposeAcceleratorObject(bool disposing)
    {
    }

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;
}
