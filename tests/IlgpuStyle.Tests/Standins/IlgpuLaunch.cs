using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace IlgpuStyle.Tests.Standins;

/// <summary>A context with one CPU device, and what tests need to run a kernel there.</summary>
internal sealed class IlgpuLaunch : IDisposable
{
    private readonly Context _context;

    /// <summary>Opens the device.</summary>
    /// <param name="device">The device; ILGPU's default one (16 threads a group) if null.</param>
    public IlgpuLaunch(CPUDevice? device = null)
    {
        _context = Context.Create(builder => builder
            .EnableAlgorithms().Optimize(OptimizationLevel.O2).CPU(device ?? CPUDevice.Default));
        Accelerator = _context.Devices[0].CreateAccelerator(_context);
    }

    public Accelerator Accelerator { get; }

    /// <summary>A device buffer with these elements.</summary>
    public MemoryBuffer1D<int, Stride1D.Dense> Buffer(params int[] elements)
    {
        MemoryBuffer1D<int, Stride1D.Dense> buffer = Accelerator.Allocate1D<int>(elements.Length);
        buffer.View.BaseView.CopyFromCPU(Accelerator.DefaultStream, new ReadOnlySpan<int>(elements));
        return buffer;
    }

    /// <summary>The elements of a view, after all work launched before.</summary>
    public int[] Read(ArrayView<int> view)
    {
        int[] elements = new int[view.Length];
        view.CopyToCPU(Accelerator.DefaultStream, new Span<int>(elements));
        Accelerator.Synchronize();
        return elements;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Accelerator.Dispose();
        _context.Dispose();
    }
}
