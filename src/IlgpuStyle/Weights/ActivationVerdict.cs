namespace IlgpuStyle.Weights;

/// <summary>What <see cref="ActivationCheck"/> found.</summary>
/// <param name="Findings">Layer by layer.</param>
/// <param name="Summary">One line in plain words.</param>
internal sealed record ActivationVerdict(IReadOnlyList<ActivationFinding> Findings, string Summary)
{
    /// <summary>Whether every layer is as it must be.</summary>
    public bool IsExpected => Findings.Count > 0 && Findings.All(finding => finding.IsExpected);
}
