namespace IlgpuStyle.Tests.Kernels.Ptx;

/// <summary>The theories on the PTX that a CUDA card would get, interpreted.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Ptx")]
[Collection(PtxCollection.Name)]
public sealed class PtxOperatorTests(PtxBackends backends) : OperatorTests(backends.Plain);
