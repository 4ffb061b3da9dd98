using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// The statistics of a style at one layer. Means and moments of several pictures may be mixed; covariances
/// may not.
/// </summary>
/// <param name="Moment">κ · E[f·fᵀ], (1, C, C).</param>
/// <param name="Mean">E[f], (C, 1, 1); null where no loss wants it.</param>
internal sealed record StyleTarget(Tensor Moment, Tensor? Mean) : IDisposable
{
    /// <summary>Σ shares[i] · targets[i], in the first one's tensors; the others are given back.</summary>
    internal static StyleTarget Blend(
        IBackend backend, IReadOnlyList<StyleTarget> targets, IReadOnlyList<double> shares)
    {
        StyleTarget blend = targets[0];
        backend.LinearCombination([.. shares], [.. targets.Select(t => t.Moment)], blend.Moment);
        if (blend.Mean is not null)
            backend.LinearCombination([.. shares], [.. targets.Select(t => t.Mean!)], blend.Mean);
        foreach (StyleTarget other in targets.Skip(1))
            other.Dispose();
        return blend;
    }

    /// <summary>The tensors of several layers, all moments before all means.</summary>
    internal static IEnumerable<Tensor> ToTensors(IReadOnlyList<StyleTarget> targets) =>
        targets.Select(target => target.Moment).Concat(targets.Select(target => target.Mean).OfType<Tensor>());

    /// <summary>The layers again from <see cref="ToTensors"/>.</summary>
    internal static IReadOnlyList<StyleTarget> FromTensors(IReadOnlyList<Tensor> tensors, int layers) =>
        [.. Enumerable.Range(0, layers).Select(
            i => new StyleTarget(tensors[i], tensors.Count > layers ? tensors[layers + i] : null))];

    /// <inheritdoc/>
    public void Dispose()
    {
        Moment.Dispose();
        Mean?.Dispose();
    }
}
