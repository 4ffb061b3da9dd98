using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// The adjoint of <see cref="PadJob{TLanes,TVector}"/>: every element of the frame is added to the element
/// that it was read from; gradInput[c,h,w] = Σ frame[c,y,x] over all (y,x) that map to (h,w). One item per
/// plane (a border's rows meet inside the plane).
/// </summary>
internal sealed unsafe class FoldJob : Job
{
    private TensorLayout _layout;
    private float* _output;
    private Frame _frame;

    /// <summary>Overwrites <paramref name="output"/>.</summary>
    public void Run(WorkerTeam team, in Frame frame, SimdTensor output)
    {
        _layout = output.Layout;
        _output = output.Pointer;
        _frame = frame;
        team.Run(this, _layout.IsPlanar ? _layout.Shape.Channels : _layout.ChannelBlocks);
    }

    /// <inheritdoc/>
    public override string Operation => "convolution backward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int stride = _layout.PositionStride, width = _layout.Shape.Width, height = _layout.Shape.Height;
        float* target = _output + (long)item * height * width * stride;
        float* source = _frame.Pointer + item * _frame.Positions * stride;
        new Span<float>(target, height * width * stride).Clear();
        for (int y = 0; y < _frame.Height; y++)
        {
            int row = BorderMap.Source(y - _frame.Border, height, _frame.Mode);
            for (int x = 0; x < _frame.Width; x++, source += stride)
            {
                int column = BorderMap.Source(x - _frame.Border, width, _frame.Mode);
                if (row < 0 || column < 0)
                    continue;
                float* sum = target + ((long)row * width + column) * stride;
                for (int lane = 0; lane < stride; lane++)
                    sum[lane] += source[lane];
            }
        }
    }
}
