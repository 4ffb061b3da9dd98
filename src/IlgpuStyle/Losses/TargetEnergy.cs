using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>The divisor of losses that are relative to their target.</summary>
internal static class TargetEnergy
{
    /// <summary>
    /// Σ target² over all pieces, or 1 for a target of zeros (a black picture), where nothing can be
    /// relative.
    /// </summary>
    public static double OrOne(IBackend backend, params IReadOnlyList<Tensor> target)
    {
        Span<double> energy = stackalloc double[1];
        double total = 0;
        foreach (Tensor piece in target)
        {
            backend.Dots([piece], [piece], energy);
            total += energy[0];
        }

        return total > 0 ? total : 1;
    }
}
