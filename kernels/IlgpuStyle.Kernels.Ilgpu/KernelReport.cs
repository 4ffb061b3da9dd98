using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Generates every kernel's PTX or OpenCL C through ILGPU's public backends, which need no
/// card.</summary>
internal static class KernelReport
{
    /// <summary>The architecture name of OpenCL C.</summary>
    public const string OpenCL = "opencl";

    private static readonly Type[] s_kernelClasses =
    [
        typeof(ConvolutionTiledKernels), typeof(ConvolutionPoolKernels), typeof(ConvolutionTensorKernels), typeof(ConvolutionFewKernels),
        typeof(ConvolutionKernels),
        typeof(WinogradTiledKernels), typeof(WinogradKernels),
        typeof(ReluKernels), typeof(PoolingKernels), typeof(WindowKernels), typeof(UpsampleKernels),
        typeof(GramTiledKernels), typeof(GramKernels), typeof(LossKernels), typeof(RegionKernels), typeof(MatchingKernels),
        typeof(RankKernels), typeof(VectorKernels), typeof(LbfgsKernels), typeof(ReductionKernels),
    ];

    private static readonly Type[] s_tiledClasses =
    [
        typeof(ConvolutionTiledKernels), typeof(ConvolutionPoolKernels), typeof(ConvolutionTensorKernels), typeof(GramTiledKernels),
        typeof(WinogradTiledKernels),
    ];

    // What a generic kernel is compiled for, under a name of its own for each.
    private static readonly (string Suffix, Type Type)[] s_arguments =
    [
        ("", typeof(StoredInput<PlainElements<SingleStorage>>)), (".Half", typeof(StoredInput<PlainElements<HalfStorage>>)),
        (".Gated", typeof(StoredInput<GatedElements<SingleStorage>>)), (".Gated.Half", typeof(StoredInput<GatedElements<HalfStorage>>)),
        (".OfAverage", typeof(PooledInput<AveragePooledGradient, SingleStorage>)),
        (".OfAverage.Half", typeof(PooledInput<AveragePooledGradient, HalfStorage>)),
        (".OfMax", typeof(PooledInput<MaxPooledGradient, SingleStorage>)),
        (".OfMax.Half", typeof(PooledInput<MaxPooledGradient, HalfStorage>)),
        ("", typeof(PlainElements<SingleStorage>)), (".Half", typeof(PlainElements<HalfStorage>)),
        (".Gated", typeof(GatedElements<SingleStorage>)), (".Gated.Half", typeof(GatedElements<HalfStorage>)),
        ("", typeof(SingleStorage)), (".Half", typeof(HalfStorage)),
        ("", typeof(ForwardWeights)), (".Backward", typeof(BackwardWeights)),
    ];

    /// <summary>The names that <see cref="Generate"/> takes.</summary>
    public static IReadOnlyList<string> Architectures { get; } = ["sm_80", "sm_86", "sm_89", "sm_90", "sm_120", OpenCL];

    /// <summary>Every kernel's code for one architecture.</summary>
    /// <param name="architecture">One of <see cref="Architectures"/>.</param>
    /// <exception cref="InputException">The architecture is unknown.</exception>
    public static IReadOnlyList<GeneratedKernel> Generate(string architecture)
    {
        if (!Architectures.Contains(architecture))
            throw new InputException($"unknown architecture '{architecture}'; known: {string.Join(", ", Architectures)}.");
        using Context context = Context.Create(IlgpuDevices.Configure);
        List<GeneratedKernel> kernels = [];
        if (architecture == OpenCL)
        {
            CLCapabilityContext capabilities = new(
                float16: false, float64: false, genericAddressSpace: true, int64_Atomics: false,
                subGroups: false);
            using CLBackend backend = new(context, capabilities, CLDeviceVendor.Other, CLCVersion.CL30);
            CompileAll(architecture, kernels, (entry, wishes) =>
                ((CLCompiledKernel)backend.Compile(entry, wishes)).Source);
        }
        else
        {
            (CudaArchitecture card, CudaInstructionSet instructions) = Card(architecture);
            using PTXBackend backend = new(context, new CudaCapabilityContext(card), card, instructions,
                nvvmAPI: null!);
            CompileAll(architecture, kernels, (entry, wishes) =>
                ((PTXCompiledKernel)backend.Compile(entry, wishes)).PTXAssembly);
        }

        return kernels;
    }

    private static void CompileAll(string architecture, List<GeneratedKernel> kernels,
        Func<EntryPointDescription, KernelSpecialization, string> compile)
    {
        foreach ((string name, MethodInfo method, KernelSpecialization wishes) in Kernels())
        {
            if (architecture == OpenCL && method.DeclaringType == typeof(ConvolutionTensorKernels))
                continue;
            string source = compile(EntryPointDescription.FromExplicitlyGroupedKernel(method), wishes);
            kernels.Add(new GeneratedKernel(name, architecture, source)
            {
                WantedGroups = wishes.MinNumGroupsPerMultiprocessor ?? 1, StageMultiplyAdds = StageMultiplyAdds(method),
            });
        }
    }

    private static int StageMultiplyAdds(MethodInfo method) => (method.DeclaringType!.Name, method.Name) switch
    {
        (nameof(ConvolutionTiledKernels) or nameof(ConvolutionPoolKernels), nameof(ConvolutionTiledKernels.Tiled)) =>
            ConvolutionTiledKernels.StageMultiplyAdds,
        (nameof(ConvolutionTensorKernels), _) => ConvolutionTensorKernels.StageProducts,
        (nameof(WinogradTiledKernels), _) => WinogradTiledKernels.StageMultiplyAdds,
        (nameof(GramTiledKernels), _) => GramTiledKernels.StageMultiplyAdds,
        _ => 0,
    };

    /// <summary>Every kernel by the name that the report gives it, as the backend loads it.</summary>
    internal static IEnumerable<(string Name, MethodInfo Method, KernelSpecialization Wishes)> Kernels()
    {
        foreach (Type type in s_kernelClasses)
        {
            bool hasTiles = s_tiledClasses.Contains(type);
            string prefix = type.Name.Replace("Kernels", "", StringComparison.Ordinal);
            // A kernel is a public method that returns nothing; what it calls returns a value or is private.
            foreach (MethodInfo method in type.GetMethods(
                BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                if (method.ReturnType != typeof(void))
                    continue;
                // The second pass of the tiled convolution has no tiles itself.
                KernelSpecialization wishes = hasTiles && method.Name != nameof(ConvolutionTiledKernels.Combine)
                    ? LaunchPolicy.TileSpecialization
                    : KernelSpecialization.Empty;
                foreach ((string suffix, MethodInfo kernel) in Instances(method))
                    yield return ($"{prefix}.{method.Name}{suffix}", kernel, wishes);
            }
        }
    }

    private static IEnumerable<(string Suffix, MethodInfo Kernel)> Instances(MethodInfo method) => method.IsGenericMethodDefinition
        ? s_arguments.Where(argument => method.GetGenericArguments()[0].GetGenericParameterConstraints()
                .All(constraint => constraint.IsAssignableFrom(argument.Type)))
            .Select(argument => (argument.Suffix, method.MakeGenericMethod(argument.Type)))
        : [("", method)];

    private static (CudaArchitecture Card, CudaInstructionSet Instructions) Card(string architecture) =>
        architecture switch
    {
        "sm_80" => (CudaArchitecture.SM_80, CudaInstructionSet.ISA_70),
        "sm_86" => (CudaArchitecture.SM_86, CudaInstructionSet.ISA_71),
        "sm_89" => (CudaArchitecture.SM_89, CudaInstructionSet.ISA_78),
        "sm_90" => (CudaArchitecture.SM_90, CudaInstructionSet.ISA_80),
        _ => (CudaArchitecture.SM_120, CudaInstructionSet.ISA_88),
    };
}
