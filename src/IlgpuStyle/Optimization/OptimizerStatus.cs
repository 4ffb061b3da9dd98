namespace IlgpuStyle.Optimization;

/// <summary>The outcome of one iteration.</summary>
public enum OptimizerStatus
{
    /// <summary>x moved; go on.</summary>
    Continue,

    /// <summary>The gradient norm is at most the tolerance. Further steps do nothing.</summary>
    Converged,

    /// <summary>
    /// The direction was none of descent or the line search found no lower point: the curvature history was
    /// dropped, and steepest descent comes next. x is where it was before the step, or moved along steepest
    /// descent already; go on.
    /// </summary>
    Restarted,

    /// <summary>
    /// Not even steepest descent lowers f any more (rounding noise). x did not move; going on is pointless.
    /// </summary>
    Stalled,

    /// <summary>
    /// f or ∇f was NaN or infinite wherever the step looked. x is the last point with finite values (or the
    /// start, if that was the bad one). Another step starts afresh from there.
    /// </summary>
    NotFinite,
}
