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
    public double Total => Sum(null);

    /// <summary>Sum of the terms of a kind.</summary>
    internal double Of(LossTermKind kind) => Sum(kind);

    private double Sum(LossTermKind? kind)
    {
        double sum = 0;
        for (int i = 0; i < Terms.Count; i++)
        {
            if (kind is null || Terms[i].Kind == kind)
                sum += Terms[i].Value;
        }

        return sum;
    }
}
