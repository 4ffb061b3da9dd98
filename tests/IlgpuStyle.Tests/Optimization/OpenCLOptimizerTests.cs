using IlgpuStyle.Tests.Kernels;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>The optimisers on an OpenCL device, where there is one.</summary>
public sealed class OpenCLOptimizerTests(OpenCLOptimizerTests.Fixture fixture)
    : BackendOptimizerTests(fixture), IClassFixture<OpenCLOptimizerTests.Fixture>
{
    /// <summary>One OpenCL backend for the class.</summary>
    public sealed class Fixture() : BackendFixture(BackendCatalogue.OpenCL);
}
