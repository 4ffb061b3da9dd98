using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// U = G·g·Gᵀ of every 3×3 kernel, in float64, rounded once, once per layer. One item is one panel. The
/// backward pass correlates with the kernel reversed in both directions and input and output channels
/// exchanged.
/// </summary>
internal sealed unsafe class WinogradPackJob : Job
{
    private const int Kernel = 3;

    private WinogradWeights? target;
    private float* weights;
    private int inputChannels;
    private int outputChannels;
    private bool forward;

    /// <summary>Fills <paramref name="target"/> from (OC, IC, 3, 3) weights.</summary>
    public void Run(
        WorkerTeam team, float* weights, int inputChannels, int outputChannels, bool forward,
        WinogradWeights target)
    {
        this.weights = weights;
        this.inputChannels = inputChannels;
        this.outputChannels = outputChannels;
        this.forward = forward;
        this.target = target;
        team.Run(this, target.Panels);
        this.target = null;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        WinogradWeights packed = target!;
        int sources = forward ? inputChannels : outputChannels;
        int destinations = forward ? outputChannels : inputChannels;
        Span<double> points = stackalloc double[WinogradPoints.Products];
        for (int source = 0; source < sources; source++)
        {
            for (int column = 0; column < packed.Columns; column++)
            {
                int destination = item * packed.Columns + column;
                if (destination >= destinations)
                    break;
                int oc = forward ? destination : source, ic = forward ? source : destination;
                Transform(weights + ((long)oc * inputChannels + ic) * Kernel * Kernel, points);
                for (int point = 0; point < WinogradPoints.Products; point++)
                    packed.PanelOf(point, item)[(long)source * packed.Columns + column] =
                        (float)points[point];
            }
        }
    }

    private void Transform(float* kernel, Span<double> points)
    {
        Span<double> rows = stackalloc double[Kernel * WinogradPoints.Inputs];
        for (int row = 0; row < Kernel; row++)
        {
            float* g = kernel + (forward ? row : Kernel - 1 - row) * Kernel;
            WinogradPoints.TransformKernel(
                g[forward ? 0 : 2], g[1], g[forward ? 2 : 0], rows.Slice(
                    row * WinogradPoints.Inputs, WinogradPoints.Inputs));
        }

        Span<double> line = stackalloc double[WinogradPoints.Inputs];
        for (int column = 0; column < WinogradPoints.Inputs; column++)
        {
            WinogradPoints.TransformKernel(
                rows[column], rows[WinogradPoints.Inputs + column], rows[2 * WinogradPoints.Inputs + column],
                line);
            for (int row = 0; row < WinogradPoints.Inputs; row++)
                points[row * WinogradPoints.Inputs + column] = line[row];
        }
    }
}
