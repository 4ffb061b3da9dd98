using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

internal sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void UpsampleAccumulate(Tensor coarse, double scale, Tensor fine, bool wraps)
    {
        ShapeGuard.Upsampling("UpsampleAccumulate", coarse, fine, wraps);
        ForEachTap(coarse.Shape, fine.Shape, wraps, (from, to, weight) => Values(fine)[to] += scale * weight * Values(coarse)[from]);
    }

    /// <inheritdoc/>
    public void UpsampleTransposed(Tensor fine, Tensor coarse, bool wraps)
    {
        ShapeGuard.Upsampling("UpsampleTransposed", coarse, fine, wraps);
        Values(coarse).Clear();
        ForEachTap(coarse.Shape, fine.Shape, wraps, (to, from, weight) => Values(coarse)[to] += weight * Values(fine)[from]);
    }

    /// <summary>Every entry of U that is not 0: coarse index, fine index, weight.</summary>
    private static void ForEachTap(TensorShape coarse, TensorShape fine, bool wraps, Action<int, int, double> visit)
    {
        for (int c = 0; c < fine.Channels; c++)
        for (int h = 0; h < fine.Height; h++)
        for (int w = 0; w < fine.Width; w++)
        foreach ((int y, double rowWeight) in Taps(h, coarse.Height, wraps))
        foreach ((int x, double columnWeight) in Taps(w, coarse.Width, wraps))
        {
            visit(
                (c * coarse.Height + y) * coarse.Width + x, (c * fine.Height + h) * fine.Width + w, rowWeight * columnWeight);
        }
    }

    private static (int Index, double Weight)[] Taps(int fine, int length, bool wraps)
    {
        int near = fine / 2, far = fine % 2 == 0 ? near - 1 : near + 1;
        far = wraps ? (far + length) % length : Math.Clamp(far, 0, length - 1);
        return [(near, 0.75), (far, 0.25)];
    }
}
