using ILGPU;
using ILGPU.Runtime;

namespace IlgpuStyle.Tests.Standins;

/// <summary>
/// What the backend relies on in ILGPU's buffers and views; the same for the package and for the stand-in.
/// </summary>
[Trait("Category", "Standins")]
public sealed class IlgpuMemoryTests
{
    [Fact]
    public void SubView_Copies_TouchOnlyTheirPart()
    {
        using IlgpuLaunch launch = new();
        using MemoryBuffer1D<int, Stride1D.Dense> buffer = launch.Buffer(1, 2, 3, 4, 5, 6);
        ArrayView<int> part = buffer.View.BaseView.SubView(1, 4).SubView(1, 2);

        Assert.Equal([3, 4], launch.Read(part));
        part.CopyFromCPU(launch.Accelerator.DefaultStream, new ReadOnlySpan<int>([30]));
        Assert.Equal([1, 2, 30, 4, 5, 6], launch.Read(buffer.View));
        part.MemSetToZero(launch.Accelerator.DefaultStream);
        Assert.Equal([1, 2, 0, 0, 5, 6], launch.Read(buffer.View));
        Assert.Equal(2, part.Length);
        Assert.Equal(24, buffer.LengthInBytes);
    }

    /// <summary>The first elements of memory that stays in its place, into the middle of a buffer and back, on a stream of their own.</summary>
    [Fact]
    public void PageLocked_OnAnotherStream_CopiesAsManyAsAsked()
    {
        using IlgpuLaunch launch = new();
        using MemoryBuffer1D<int, Stride1D.Dense> buffer = launch.Buffer(1, 2, 3, 4, 5, 6);
        using AcceleratorStream stream = launch.Accelerator.CreateStream();
        using PageLockedArray1D<int> host = launch.Accelerator.AllocatePageLocked1D<int>(4);
        Assert.Equal([0, 0, 0, 0], host.Span);
        (host.Span[0], host.Span[1]) = (30, 40);
        ArrayView<int> middle = buffer.View.BaseView.SubView(2, 3);

        middle.CopyFromCPUUnsafeAsync(stream, ref host.Span[0], 2);
        stream.Synchronize();
        Assert.Equal([1, 2, 30, 40, 5, 6], launch.Read(buffer.View));
        middle.CopyToCPUUnsafeAsync(stream, ref host.Span[0], 3);
        stream.Synchronize();
        Assert.Equal([30, 40, 5, 0], host.Span);
        Assert.Equal(4, host.Length);
    }

    [Fact]
    public void Cast_ToALargerElement_HasTheWholeOnesOnly()
    {
        using IlgpuLaunch launch = new();
        using MemoryBuffer1D<int, Stride1D.Dense> buffer = launch.Buffer(1, 0, 2, 0, 3, 0, 4);

        ArrayView<long> longs = buffer.View.BaseView.SubView(2, 5).Cast<long>();

        Assert.Equal(2, longs.Length);
        long[] found = new long[2];
        longs.CopyToCPU(launch.Accelerator.DefaultStream, new Span<long>(found));
        Assert.Equal([2L, 3L], found);
    }

    [Fact]
    public void Interop_InsideAKernel_KeepsBits()
    {
        using IlgpuLaunch launch = new();
        using MemoryBuffer1D<float, Stride1D.Dense> values = launch.Accelerator.Allocate1D<float>(3);
        float[] input = [1f, 0f, -2.5f];
        values.View.BaseView.CopyFromCPU(launch.Accelerator.DefaultStream, new ReadOnlySpan<float>(input));

        launch.Accelerator.LoadStreamKernel<ArrayView<float>>(IlgpuTestKernels.NextFloat)(
            new KernelConfig(3, 1), values.View);

        float[] found = new float[3];
        values.View.BaseView.CopyToCPU(launch.Accelerator.DefaultStream, new Span<float>(found));
        Assert.Equal([MathF.BitIncrement(1f), float.Epsilon, MathF.BitDecrement(-2.5f)], found);
    }

    [Fact]
    public void AutoGrouped_OneDimension_VisitsEveryIndex()
    {
        using IlgpuLaunch launch = new();
        using MemoryBuffer1D<int, Stride1D.Dense> values = launch.Buffer(new int[37]);
        using MemoryBuffer1D<int, Stride1D.Dense> terms = launch.Buffer([.. Enumerable.Range(100, 37)]);

        launch.Accelerator
            .LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, IlgpuTestScale>(IlgpuTestKernels.Affine)(
            37, values.View, new IlgpuTestScale(3, terms.View));

        Assert.Equal(Enumerable.Range(0, 37).Select(i => (4 * i) + 100), launch.Read(values.View));
    }

    [Fact]
    public void AutoGrouped_TwoAndThreeDimensions_VisitEveryIndexOnce()
    {
        using IlgpuLaunch launch = new();
        using MemoryBuffer1D<int, Stride1D.Dense> plane = launch.Buffer(new int[5 * 7]);
        using MemoryBuffer1D<int, Stride1D.Dense> volume = launch.Buffer(new int[5 * 7 * 3]);

        launch.Accelerator
            .LoadAutoGroupedStreamKernel<Index2D, ArrayView<int>, int>(IlgpuTestKernels.Mark2D)(
            new Index2D(5, 7), plane.View, 5);
        launch.Accelerator
            .LoadAutoGroupedStreamKernel<Index3D, ArrayView<int>, int, int>(IlgpuTestKernels.Mark3D)(
            new Index3D(5, 7, 3), volume.View, 5, 7);

        Assert.Equal(Enumerable.Range(0, 35).Select(i => (100 * (i / 5)) + (i % 5)), launch.Read(plane.View));
        Assert.Equal(
            Enumerable.Range(0, 105).Select(i => (10_000 * (i / 35)) + (100 * (i / 5 % 7)) + (i % 5)),
            launch.Read(volume.View));
    }
}
