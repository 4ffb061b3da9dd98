namespace IlgpuStyle.Optimization;

/// <summary>How L-BFGS chooses the step length along its direction.</summary>
internal enum LbfgsStepRule
{
    /// <summary>
    /// A line search: strong Wolfe conditions, or sufficient decrease along the projected path with a box.
    /// </summary>
    LineSearch,

    /// <summary>
    /// No line search, as Torch's tools do it (torch/optim lbfgs.lua; torch.optim.LBFGS without
    /// line_search_fn): t₁ = min(1, 1/‖g‖₁)·lr in the first iteration, lr in all others, whatever f does. One
    /// evaluation a step, two in the first.
    /// </summary>
    Fixed,
}
