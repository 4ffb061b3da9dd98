namespace IlgpuStyle.Optimization;

/// <summary>Why a line search ended.</summary>
internal enum LineSearchOutcome
{
    /// <summary>The point satisfies the search's conditions.</summary>
    Accepted,

    /// <summary>
    /// The search ran out of evaluations or of interval; the point is the lowest seen, and lower than the
    /// start.
    /// </summary>
    Improved,

    /// <summary>No point was lower than the start.</summary>
    Failed,

    /// <summary>No point had finite values.</summary>
    NotFinite,
}
