using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using IlgpuStyle.Kernels.Simd;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>
/// Which instructions the SIMD backend runs on. test.sh repeats the SIMD tests with instruction sets switched off (DOTNET_EnableAVX512=0,
/// DOTNET_EnableAVX2=0, DOTNET_EnableHWIntrinsic=0) and says in ISTYLE_EXPECTED_TIER what must remain.
/// </summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Simd")]
public sealed class SimdTierTests
{
    /// <summary>From narrow to wide.</summary>
    private static readonly string[] s_tiers = ["scalar", "v128", "avx2", "avx512"];

    [Fact]
    public void Tier_InstructionSetsSwitchedOff_IsTheExpectedOne()
    {
        // Without the variable nothing is switched off and the widest that the machine has is expected. A machine that lacks the
        // named tier runs on what it has; one where the switch did nothing is above the expectation and fails.
        string expected = Environment.GetEnvironmentVariable("ISTYLE_EXPECTED_TIER") ?? Widest();
        Assert.Contains(expected, s_tiers);
        int index = Math.Min(Array.IndexOf(s_tiers, expected), Array.IndexOf(s_tiers, Widest()));
        using SimdBackend backend = new(new SimdOptions { Threads = 1 });
        Assert.Equal(s_tiers[index], NameOf(backend.Tier));
    }

    [Fact]
    public void Description_AnyMachine_NamesInstructionsAndThreads()
    {
        using SimdBackend backend = new(new SimdOptions { Threads = 2 });
        string instructions = NameOf(backend.Tier) switch
        {
            "avx512" => "AVX-512",
            "avx2" => "AVX2",
            "v128" => AdvSimd.IsSupported ? "NEON" : "SSE",
            _ => "scalar",
        };
        Assert.StartsWith(instructions, backend.Description, StringComparison.Ordinal);
        Assert.Contains("2 threads", backend.Description, StringComparison.Ordinal);
    }

    /// <summary>The widest vectors that this process may use.</summary>
    private static string Widest()
    {
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
            return "avx512";
        if (Vector256.IsHardwareAccelerated && Avx2.IsSupported && Fma.IsSupported)
            return "avx2";
        return Vector128.IsHardwareAccelerated ? "v128" : "scalar";
    }

    private static string NameOf(SimdTier tier) => tier switch
    {
        SimdTier.Vector512 => "avx512",
        SimdTier.Vector256 => "avx2",
        _ => Vector128.IsHardwareAccelerated ? "v128" : "scalar",
    };
}
