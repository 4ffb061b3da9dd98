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
    private TensorLayout layout;
    private float* output;
    private Frame frame;

    /// <summary>Overwrites <paramref name="output"/>.</summary>
    public void Run(WorkerTeam team, in Frame frame, SimdTensor output)
    {
        layout = output.Layout;
        this.output = output.Pointer;
        this.frame = frame;
        team.Run(this, layout.IsPlanar ? layout.Shape.Channels : layout.ChannelBlocks);
    }

    /// <inheritdoc/>
    public override string Operation => "convolution backward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int stride = layout.PositionStride, width = layout.Shape.Width, height = layout.Shape.Height;
        float* target = output + (long)item * height * width * stride;
        float* source = frame.Pointer + item * frame.Positions * stride;
        new Span<float>(target, height * width * stride).Clear();
        for (int y = 0; y < frame.Height; y++)
        {
            int row = BorderMap.Source(y - frame.Border, height, frame.Mode);
            for (int x = 0; x < frame.Width; x++, source += stride)
            {
                int column = BorderMap.Source(x - frame.Border, width, frame.Mode);
                if (row < 0 || column < 0)
                    continue;
                float* sum = target + ((long)row * width + column) * stride;
                for (int lane = 0; lane < stride; lane++)
                    sum[lane] += source[lane];
            }
        }
    }
}
