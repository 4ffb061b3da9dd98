namespace IlgpuStyle.Tests.Kernels.Ptx;

/// <summary>Tests that share the interpreted backends.</summary>
[CollectionDefinition(Name)]
public sealed class PtxCollection : ICollectionFixture<PtxBackends>
{
    public const string Name = "ptx";
}
