namespace IlgpuStyle.Losses;

/// <summary>
/// The value of every term at one picture, each already weighted; the total is their sum in order.
/// </summary>
/// <param name="Terms">Content layers, style layers, then what reads pixels.</param>
public sealed record LossReport(IReadOnlyList<LossTerm> Terms)
{
    /// <summary>Sum of the content terms.</summary>
    public double Content => Of(LossTermKind.Content);

    /// <summary>Sum of the style terms.</summary>
    public double Style => Of(LossTermKind.Style);

    /// <summary>The total variation term.</summary>
    public double TotalVariation => Of(LossTermKind.TotalVariation);

    /// <summary>The loss.</summary>
    public double Total => Terms.Sum(term => term.Value);

    /// <summary>Sum of the terms of a kind.</summary>
    internal double Of(LossTermKind kind) => Terms.Where(term => term.Kind == kind).Sum(term => term.Value);
}
