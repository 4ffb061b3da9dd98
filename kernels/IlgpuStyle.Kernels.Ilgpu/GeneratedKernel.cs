using System.Text.RegularExpressions;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>One kernel's generated code and what can be read from it. Counts are of instructions in the text,
/// not of executions.</summary>
/// <param name="Name">"ConvolutionTiled.Tiled": class without "Kernels", method.</param>
/// <param name="Architecture">One of <see cref="KernelReport.Architectures"/>.</param>
/// <param name="Source">PTX or OpenCL C.</param>
internal sealed partial record GeneratedKernel(string Name, string Architecture, string Source)
{
    /// <summary>Groups that must fit on a multiprocessor at once.</summary>
    public int WantedGroups { get; init; } = 1;

    /// <summary>Multiply-adds of one thread in a round of its loop over stages, on the tensor cores a warp's products; 0 for a kernel
    /// without stages.</summary>
    public int StageMultiplyAdds { get; init; }

    /// <summary>The architecture that the text itself names: ILGPU writes for older ones than it is asked for. PTX only.</summary>
    public string Target => IsPtx ? PtxTarget().Match(Source).Groups[1].Value : Architecture;

    private bool IsPtx => Architecture != KernelReport.OpenCL;

    /// <summary>Shared (OpenCL: local) memory of one group, in bytes.</summary>
    public int SharedBytes => IsPtx ? SumOf(PtxSharedDeclaration()) : OpenCLSharedBytes();

    /// <summary>Thread-private arrays that did not become registers, in bytes; 0 in every kernel that must be
    /// fast. PTX only.</summary>
    public int LocalBytes => IsPtx ? SumOf(PtxLocalDeclaration()) : 0;

    /// <summary>Loads from global memory. PTX only.</summary>
    public int GlobalLoads => IsPtx ? PtxGlobalLoad().Count(Source) : 0;

    /// <summary>Those of two or four words at once. PTX only.</summary>
    public int GlobalVectorLoads => IsPtx ? PtxGlobalVectorLoad().Count(Source) : 0;

    /// <summary>Loads through generic pointers, which the hardware must resolve first: none is the aim. PTX
    /// only.</summary>
    public int GenericLoads => IsPtx ? PtxGenericLoad().Count(Source) : 0;

    /// <summary>Loads from shared memory. PTX only.</summary>
    public int SharedLoads => IsPtx ? PtxSharedLoad().Count(Source) : 0;

    /// <summary>Those of two or four words at once. PTX only.</summary>
    public int SharedVectorLoads => IsPtx ? PtxSharedVectorLoad().Count(Source) : 0;

    /// <summary>Barriers of a group.</summary>
    public int Barriers => IsPtx ? PtxBarrier().Count(Source) : OpenCLBarrier().Count(Source);

    /// <summary>
    /// Float32 multiplications, with an addition in one instruction or alone; the driver's assembler fuses what PTX leaves without a
    /// rounding modifier. PTX only.
    /// </summary>
    public int Multiplications => IsPtx ? PtxMultiplication().Count(Source) : 0;

    private int SumOf(Regex declaration)
    {
        int sum = 0;
        foreach (Match match in declaration.Matches(Source))
            sum += int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        return sum;
    }

    private int OpenCLSharedBytes()
    {
        int sum = 0;
        foreach (Match match in OpenCLLocalArray().Matches(Source))
        {
            int count = int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
            sum += count * (match.Groups[1].Value is "float" or "int" ? sizeof(float) : StructBytes(match.Groups[1].Value));
        }

        return sum;
    }

    // All our structs in shared memory hold float32 only.
    private int StructBytes(string type)
    {
        Match body = Regex.Match(Source, Regex.Escape(type) + @"\s*\{([^}]*)\}");
        return Regex.Count(body.Groups[1].Value, @"\bfloat\b") * sizeof(float);
    }

    [GeneratedRegex(@"(?m)^\.target (\w+)")]
    private static partial Regex PtxTarget();

    [GeneratedRegex(@"\.shared \.align \d+ \.b8 \w+\[(\d+)\]")]
    private static partial Regex PtxSharedDeclaration();

    [GeneratedRegex(@"\.local \.align \d+ \.b8 \w+\[(\d+)\]")]
    private static partial Regex PtxLocalDeclaration();

    [GeneratedRegex(@"\bld\.global\.")]
    private static partial Regex PtxGlobalLoad();

    [GeneratedRegex(@"\bld\.global\.v[24]\.")]
    private static partial Regex PtxGlobalVectorLoad();

    [GeneratedRegex(@"\bld\.(v[24]\.)?[fbus]\d")]
    private static partial Regex PtxGenericLoad();

    [GeneratedRegex(@"\bld\.shared\.")]
    private static partial Regex PtxSharedLoad();

    [GeneratedRegex(@"\bld\.shared\.v[24]\.")]
    private static partial Regex PtxSharedVectorLoad();

    [GeneratedRegex(@"\b(bar|barrier)\.sync\b")]
    private static partial Regex PtxBarrier();

    [GeneratedRegex(@"\b(mul|fma\.rn)\.f32\b")]
    private static partial Regex PtxMultiplication();

    [GeneratedRegex(@"\bwork_group_barrier\b")]
    private static partial Regex OpenCLBarrier();

    [GeneratedRegex(@"^\s*local ((?:struct )?\w+) \w+\[(\d+)\];", RegexOptions.Multiline)]
    private static partial Regex OpenCLLocalArray();
}
