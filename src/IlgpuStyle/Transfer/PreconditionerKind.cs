using IlgpuStyle.Optimization;

namespace IlgpuStyle.Transfer;

/// <summary>The variables that L-BFGS works in.</summary>
public enum PreconditionerKind
{
    /// <summary>
    /// Smooth parts of the picture count more than its detail: <see cref="PyramidPreconditioner"/>.
    /// </summary>
    Pyramid,

    /// <summary>The pixels.</summary>
    None,
}
