using IlgpuStyle.Tests.Support;
using IlgpuStyle.Tests.Verification;

namespace IlgpuStyle.Tests.Kernels.Ptx;

/// <summary>Losses and gradients of an independent autograd: whole evaluations whose every instruction is interpreted.</summary>
[Trait("Category", "Ptx")]
[Collection(PtxCollection.Name)]
public sealed class PtxGoldenTests(PtxBackends backends)
{
    [Fact]
    public void Golden_DirectConvolutions_Agrees() => GoldenTests.AssertAgrees(backends.Plain.Require(), GoldenFiles.Average);

    [Fact]
    public void Golden_WinogradContracted_Agrees() => GoldenTests.AssertAgrees(backends.Winograd.Require(), GoldenFiles.Max);
}
