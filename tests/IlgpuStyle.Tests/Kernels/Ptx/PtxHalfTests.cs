using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels.Ptx;

/// <summary>Activations in half precision, the PTX interpreted.</summary>
[Trait("Category", "Ptx")]
[Collection(PtxCollection.Name)]
public sealed class PtxHalfTests : HalfActivationTests
{
    /// <inheritdoc/>
    private protected override IlgpuBackend Open(IlgpuOptions options) =>
        BackendCatalogue.OpenInterpreted(options with { GroupSize = options.GroupSize ?? 64 }, contract: false);
}
