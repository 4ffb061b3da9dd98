using ILGPU.Runtime.CPU;

namespace ILGPU.Runtime;

/// <summary>
/// Turns a static method into a launcher. The methods differ in the number of the kernel's parameters only.
/// </summary>
public static partial class KernelLoaders
{
    public static Action<KernelConfig, T1> LoadStreamKernel<T1>(
        this Accelerator accelerator, Action<T1> action)
        where T1 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (config, a1) => cpu.Launch(config, () => action(a1));
    }

    public static Action<KernelConfig, T1, T2> LoadStreamKernel<T1, T2>(
        this Accelerator accelerator, Action<T1, T2> action)
        where T1 : struct
        where T2 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (config, a1, a2) => cpu.Launch(config, () => action(a1, a2));
    }

    public static Action<KernelConfig, T1, T2, T3> LoadStreamKernel<T1, T2, T3>(
        this Accelerator accelerator, Action<T1, T2, T3> action)
        where T1 : struct
        where T2 : struct
        where T3 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (config, a1, a2, a3) => cpu.Launch(config, () => action(a1, a2, a3));
    }

    public static Action<KernelConfig, T1, T2, T3, T4> LoadStreamKernel<T1, T2, T3, T4>(
        this Accelerator accelerator, Action<T1, T2, T3, T4> action)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (config, a1, a2, a3, a4) => cpu.Launch(config, () => action(a1, a2, a3, a4));
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5> LoadStreamKernel<T1, T2, T3, T4, T5>(
        this Accelerator accelerator, Action<T1, T2, T3, T4, T5> action)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (config, a1, a2, a3, a4, a5) => cpu.Launch(config, () => action(a1, a2, a3, a4, a5));
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6> LoadStreamKernel<T1, T2, T3, T4, T5, T6>(
        this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6> action)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (config, a1, a2, a3, a4, a5, a6) => cpu.Launch(config, () => action(a1, a2, a3, a4, a5, a6));
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7>
        LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7>(
            this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7> action)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
        where T7 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (config, a1, a2, a3, a4, a5, a6, a7) =>
            cpu.Launch(config, () => action(a1, a2, a3, a4, a5, a6, a7));
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8>
        LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8>(
            this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8> action)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
        where T7 : struct
        where T8 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8) =>
            cpu.Launch(config, () => action(a1, a2, a3, a4, a5, a6, a7, a8));
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9>
        LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9>(
            this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9> action)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
        where T7 : struct
        where T8 : struct
        where T9 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9) =>
            cpu.Launch(config, () => action(a1, a2, a3, a4, a5, a6, a7, a8, a9));
    }

    private static CPUAccelerator Load(Accelerator accelerator, Delegate kernel)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(kernel);
        KernelVerifier.Verify(kernel.Method);
        return (CPUAccelerator)accelerator;
    }
}
