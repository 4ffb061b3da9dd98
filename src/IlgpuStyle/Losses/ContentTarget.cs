using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>What a content loss compares one layer with.</summary>
/// <param name="Pieces">P, or TP with a mask T, piece by piece as the network hands the layer out; null where another device has
/// it.</param>
/// <param name="Factor">n_c of all pieces.</param>
internal sealed record ContentTarget(IReadOnlyList<Tensor?> Pieces, double Factor) : IDisposable
{
    /// <summary>n_c of a layer.</summary>
    /// <param name="backend">Where its pieces lie.</param>
    /// <param name="pieces">All of them.</param>
    /// <param name="normalization">Which.</param>
    public static double FactorOf(IBackend backend, IReadOnlyList<Tensor> pieces, ContentNormalization normalization)
    {
        double length = pieces.Sum(piece => (double)piece.Shape.Length);
        return normalization switch
        {
            ContentNormalization.HalfSum => 0.5,
            ContentNormalization.Sum => 1,
            ContentNormalization.Mean => 1 / length,
            ContentNormalization.QuarterMean => 0.25 / length,
            ContentNormalization.HalfRelative => 0.5 / TargetEnergy.OrOne(backend, pieces),
            _ => throw new ArgumentOutOfRangeException(nameof(normalization)),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor? piece in Pieces)
            piece?.Dispose();
    }
}
