namespace IlgpuStyle.Tests.Kernels.Ptx;

/// <summary>The theories with groups of three threads: no kernel may lean on the group size that the launch policy likes.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Ptx")]
[Collection(PtxCollection.Name)]
public sealed class PtxOddGroupOperatorTests(PtxBackends backends) : OperatorTests(backends.OddGroups);
