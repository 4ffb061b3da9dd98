using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>The weights of a run's loss.</summary>
/// <param name="Content">Of the content term.</param>
/// <param name="Style">Of the style term.</param>
/// <param name="TotalVariation">Of total variation.</param>
internal sealed record RunWeights(double Content, double Style, double TotalVariation)
{
    /// <summary>These with a change.</summary>
    public RunWeights Then(WeightChange change) =>
        new(change.Content ?? Content, change.Style ?? Style, change.TotalVariation ?? TotalVariation);
}
