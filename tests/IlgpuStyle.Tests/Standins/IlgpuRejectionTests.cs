using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Kernels.Ilgpu;

namespace IlgpuStyle.Tests.Standins;

/// <summary>
/// What must not pass unnoticed in a build with the stand-in, because the package would not take it.
/// </summary>
[Trait("Category", "Standins")]
public sealed class IlgpuRejectionTests
{
    private int _field;

    [Fact]
    public void Load_InstanceMethod_IsNotSupported()
    {
        using IlgpuLaunch launch = new();

        Assert.Throws<NotSupportedException>(
            () => launch.Accelerator.LoadStreamKernel<ArrayView<int>>(InstanceKernel));
        Assert.Equal(0, _field);
    }

    [Theory]
    [InlineData(nameof(IlgpuBadKernels.Try))]
    [InlineData(nameof(IlgpuBadKernels.Boxing))]
    [InlineData(nameof(IlgpuBadKernels.MutableStatic))]
    [InlineData(nameof(IlgpuBadKernels.WriteStatic))]
    [InlineData(nameof(IlgpuBadKernels.StaticArray))]
    [InlineData(nameof(IlgpuBadKernels.Lambda))]
    [InlineData(nameof(IlgpuBadKernels.Object))]
    [InlineData(nameof(IlgpuBadKernels.Text))]
    [InlineData(nameof(IlgpuBadKernels.StackAlloc))]
    public void Load_BodyThatNoGpuCanRun_IsRejected(string name)
    {
        using IlgpuLaunch launch = new();
        Action<ArrayView<int>> kernel =
            typeof(IlgpuBadKernels).GetMethod(name)!.CreateDelegate<Action<ArrayView<int>>>();

        Assert.Throws<InternalCompilerException>(() => launch.Accelerator.LoadStreamKernel(kernel));
    }

    [SkippableFact]
    public void Load_Recursion_IsRejected()
    {
        Skip.IfNot(BuildInformation.IsStandIn, "ILGPU itself rejects recursion for GPUs only");
        using IlgpuLaunch launch = new();

        Assert.Throws<InternalCompilerException>(
            () => launch.Accelerator.LoadStreamKernel<ArrayView<int>>(IlgpuBadKernels.Recursion));
    }

    [Fact]
    public void Load_VectorArithmetic_IsRejected()
    {
        using IlgpuLaunch launch = new();

        Assert.Throws<InternalCompilerException>(
            () => launch.Accelerator.LoadStreamKernel<ArrayView<float>>(IlgpuBadKernels.VectorArithmetic));
    }

    [SkippableFact]
    public void Kernel_ReadsBeyondAView_Throws()
    {
        Skip.IfNot(BuildInformation.IsStandIn, "ILGPU itself ends the process at an access out of bounds");
        using IlgpuLaunch launch = new();
        using MemoryBuffer1D<int, Stride1D.Dense> values = launch.Buffer(1, 2, 3);
        Action<KernelConfig, ArrayView<int>> kernel =
            launch.Accelerator.LoadStreamKernel<ArrayView<int>>(IlgpuTestKernels.ReadBeyond);

        // In groups of one and of many: the threads that wait for the failed one must not wait for ever.
        Assert.Throws<IndexOutOfRangeException>(() => kernel(new KernelConfig(1, 1), values.View));
        Assert.Throws<IndexOutOfRangeException>(() => kernel(new KernelConfig(2, 8), values.View));
        Assert.Throws<ArgumentOutOfRangeException>(() => values.View.BaseView.SubView(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => values.View.BaseView.SubView(3, 0));
        Assert.Throws<InvalidOperationException>(() => values.View.BaseView.SubView(1, 2).Cast<long>());
    }

    [SkippableFact]
    public void Kernel_BarrierNotReachedByAll_Throws()
    {
        Skip.IfNot(BuildInformation.IsStandIn, "ILGPU itself lets threads meet anywhere");
        using IlgpuLaunch launch = new();
        using MemoryBuffer1D<int, Stride1D.Dense> values = launch.Buffer(new int[4]);

        Assert.Throws<InvalidOperationException>(
            () => launch.Accelerator.LoadStreamKernel<ArrayView<int>>(IlgpuTestKernels.LeaveBeforeBarrier)(
                new KernelConfig(1, 4), values.View));
    }

    [SkippableFact]
    public void View_OfADisposedBuffer_Throws()
    {
        Skip.IfNot(BuildInformation.IsStandIn, "ILGPU itself reads freed memory");
        using IlgpuLaunch launch = new();
        MemoryBuffer1D<int, Stride1D.Dense> values = launch.Buffer(1, 2, 3);
        ArrayView<int> view = values.View;

        values.Dispose();

        Assert.Throws<ObjectDisposedException>(() => launch.Read(view));
    }

    private void InstanceKernel(ArrayView<int> values) => values[0] = _field++;
}
