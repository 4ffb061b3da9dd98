using System.Diagnostics;

namespace IlgpuStyle.Kernels.Simd.Threading;

/// <summary>
/// Wall time of all jobs by their <see cref="Job.Operation"/>: where an evaluation spends its time.
/// </summary>
internal sealed class JobClock
{
    private readonly Dictionary<string, TimeSpan> _times = [];

    /// <summary>Sums since the start.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Times => _times;

    /// <summary>
    /// Books the time since <paramref name="begin"/>, a <see cref="Stopwatch"/>'s timestamp.
    /// </summary>
    public void Book(string operation, long begin) =>
        _times[operation] = _times.GetValueOrDefault(operation) + Stopwatch.GetElapsedTime(begin);
}
