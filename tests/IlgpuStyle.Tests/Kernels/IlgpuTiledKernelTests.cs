using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The tiled kernels on ILGPU's CPU accelerator with 256 threads a group.</summary>
public sealed class IlgpuTiledKernelTests(IlgpuTiledKernelTests.Fixture fixture)
    : TiledKernelTests(fixture), IClassFixture<IlgpuTiledKernelTests.Fixture>
{
    public sealed class Fixture() : BackendFixture(BackendCatalogue.IlgpuCpuTiles);
}
