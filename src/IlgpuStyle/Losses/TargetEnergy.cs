using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>The divisor of losses that are relative to their target.</summary>
internal static class TargetEnergy
{
    /// <summary>Σ target², or 1 for a target of zeros (a black picture), where nothing can be relative.</summary>
    public static double OrOne(IBackend backend, Tensor target)
    {
        Span<double> energy = stackalloc double[1];
        backend.Dots([target], [target], energy);
        return energy[0] > 0 ? energy[0] : 1;
    }
}
