using IlgpuStyle.Tests.Kernels;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>The optimisers on ILGPU's CPU accelerator.</summary>
public sealed class IlgpuCpuOptimizerTests(IlgpuCpuOptimizerTests.Fixture fixture)
    : BackendOptimizerTests(fixture), IClassFixture<IlgpuCpuOptimizerTests.Fixture>
{
    /// <summary>One ILGPU CPU backend for the class.</summary>
    public sealed class Fixture() : BackendFixture(BackendCatalogue.IlgpuCpu);
}
