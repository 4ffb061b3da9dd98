using IlgpuStyle.Backends;

namespace IlgpuStyle.Verification;

/// <summary>An operator with arguments of one shape.</summary>
/// <param name="Name">"ConvolutionForward (3, 37, 50) to 64".</param>
/// <param name="Tolerance">The largest relative 2-norm of the difference of two backends.</param>
/// <param name="Body">Makes arguments and results, and calls the operator.</param>
internal sealed record OperatorCase(string Name, double Tolerance, Action<OperatorRun> Body)
{
    /// <summary>Runs it on both backends and compares each result.</summary>
    public IReadOnlyList<Comparison> Compare(IBackend trusted, IBackend subject)
    {
        IReadOnlyList<(string Name, double[] Values)> expected = On(trusted), found = On(subject);
        return
        [
            .. expected.Zip(found, (right, ours) => Comparison.OfTensor(
                right.Name.Length > 0 ? $"{Name}, {right.Name}" : Name, right.Values, Array.ConvertAll(ours.Values, x => (float)x),
                Tolerance)),
        ];
    }

    private IReadOnlyList<(string Name, double[] Values)> On(IBackend backend)
    {
        using OperatorRun run = new(backend);
        Body(run);
        return run.Read();
    }
}
