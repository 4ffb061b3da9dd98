using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace IlgpuStyle.Tests.Standins;

/// <summary>
/// What the kernels rely on in ILGPU's groups; the same for the package and for the stand-in.
/// </summary>
[Trait("Category", "Standins")]
public sealed class IlgpuGroupTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 1, 1)]
    [InlineData(5, 1, 1, 1, 1, 1)]
    [InlineData(1, 1, 1, 16, 1, 1)]
    [InlineData(3, 1, 1, 7, 1, 1)]
    [InlineData(2, 3, 1, 4, 2, 1)]
    [InlineData(2, 3, 4, 2, 3, 2)]
    public void Launch_AnyGridAndGroup_RunsEveryThreadOnce(int gx, int gy, int gz, int tx, int ty, int tz)
    {
        using IlgpuLaunch launch = new();
        int threads = gx * gy * gz * tx * ty * tz;
        using MemoryBuffer1D<int, Stride1D.Dense> visits = launch.Buffer(new int[threads]);
        using MemoryBuffer1D<int, Stride1D.Dense> coordinates = launch.Buffer(new int[threads]);

        Action<KernelConfig, ArrayView<int>, ArrayView<int>> kernel =
            launch.Accelerator.LoadStreamKernel<ArrayView<int>, ArrayView<int>>(IlgpuTestKernels.Mark);
        kernel(
            new KernelConfig(new Index3D(gx, gy, gz), new Index3D(tx, ty, tz)),
            visits.View, coordinates.View);

        Assert.All(launch.Read(visits.View), count => Assert.Equal(1, count));
        IEnumerable<int> expected =
            from z in Enumerable.Range(0, gz)
            from y in Enumerable.Range(0, gy)
            from x in Enumerable.Range(0, gx)
            from k in Enumerable.Range(0, tz)
            from j in Enumerable.Range(0, ty)
            from i in Enumerable.Range(0, tx)
            select (((((((((z * 32) + y) * 32) + x) * 32) + k) * 32) + j) * 32) + i;
        Assert.Equal(expected, launch.Read(coordinates.View));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(16, 3)]
    public void Barrier_PrefixSum_SeesTheOtherThreads(int threads, int groups) =>
        CheckScan(null, threads, groups);

    [Fact]
    public void Barrier_GroupOf256OnALargerDevice_SeesTheOtherThreads() =>
        CheckScan(new CPUDevice(32, 8, 1), 256, 2);

    [Fact]
    public void Launch_ManyInARow_RunInOrder()
    {
        using IlgpuLaunch launch = new();
        using MemoryBuffer1D<int, Stride1D.Dense> values = launch.Buffer(1, 1, 1, 1);

        Action<KernelConfig, ArrayView<int>> kernel =
            launch.Accelerator.LoadStreamKernel<ArrayView<int>>(IlgpuTestKernels.ScanGroup);
        for (int i = 0; i < 5; i++)
            kernel(new KernelConfig(1, 4), values.View);

        // Five times the prefix sum of ones: binomial coefficients C(i + 5, 5).
        Assert.Equal([1, 6, 21, 56], launch.Read(values.View));
    }

    [Fact]
    public void SharedMemory_TwoBlocks_AreApartAndCommonToTheGroup()
    {
        using IlgpuLaunch launch = new();
        using MemoryBuffer1D<int, Stride1D.Dense> values = launch.Buffer(new int[12]);

        launch.Accelerator.LoadStreamKernel<ArrayView<int>>(IlgpuTestKernels.TwoBlocks)(
            new KernelConfig(3, 4), values.View);

        int[] group = [3, 1002, 2001, 3000];
        Assert.Equal([.. group, .. group, .. group], launch.Read(values.View));
    }

    [Theory]
    [InlineData(4, 5)]
    [InlineData(16, 16)]
    public void Launch_GroupOfMoreThreadsThanTheDevice_IsNotSupported(int x, int y)
    {
        using IlgpuLaunch launch = new();
        using MemoryBuffer1D<int, Stride1D.Dense> values = launch.Buffer(new int[256]);
        Action<KernelConfig, ArrayView<int>> kernel =
            launch.Accelerator.LoadStreamKernel<ArrayView<int>>(IlgpuTestKernels.ScanGroup);

        Assert.Throws<NotSupportedException>(
            () => kernel(new KernelConfig(new Index2D(1, 1), new Index2D(x, y)), values.View));
    }

    [Fact]
    public void Launch_GroupDimensionBeyondTheDevice_IsOutOfRange()
    {
        using IlgpuLaunch launch = new();
        using MemoryBuffer1D<int, Stride1D.Dense> values = launch.Buffer(new int[17]);
        Action<KernelConfig, ArrayView<int>> kernel =
            launch.Accelerator.LoadStreamKernel<ArrayView<int>>(IlgpuTestKernels.ScanGroup);

        Assert.Throws<ArgumentOutOfRangeException>(() => kernel(new KernelConfig(1, 17), values.View));
    }

    [Fact]
    public void Device_Default_HasItsPublishedLimits()
    {
        using IlgpuLaunch launch = new();

        Assert.Equal(AcceleratorType.CPU, launch.Accelerator.AcceleratorType);
        Assert.Equal(16, launch.Accelerator.MaxNumThreadsPerGroup);
        Assert.Equal(1, launch.Accelerator.NumMultiprocessors);
        Assert.Equal(long.MaxValue, launch.Accelerator.MemorySize);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CPUDevice(1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CPUDevice(4, 3, 1));
    }

    private static void CheckScan(CPUDevice? device, int threads, int groups)
    {
        using IlgpuLaunch launch = new(device);
        int[] input = [.. Enumerable.Range(0, threads * groups).Select(i => (i * 7) % 11)];
        using MemoryBuffer1D<int, Stride1D.Dense> values = launch.Buffer(input);

        launch.Accelerator.LoadStreamKernel<ArrayView<int>>(IlgpuTestKernels.ScanGroup)(
            new KernelConfig(groups, threads), values.View);

        int[] found = launch.Read(values.View);
        for (int i = 0; i < input.Length; i++)
            Assert.Equal(input[(i - (i % threads))..(i + 1)].Sum(), found[i]);
    }
}
