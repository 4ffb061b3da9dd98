namespace IlgpuStyle.Optimization;

/// <summary>Settings of <see cref="LbfgsOptimizer"/>.</summary>
internal sealed record LbfgsOptions
{
    /// <summary>
    /// The settings of torch.optim.LBFGS without a line search in the style-transfer tools: history 100, lr
    /// 1.
    /// </summary>
    public static LbfgsOptions Torch { get; } = new() { Rule = LbfgsStepRule.Fixed, HistorySize = 100 };

    /// <summary>
    /// m, the number of curvature pairs kept, at least 1. Each pair costs two vectors; 10 serve nearly as
    /// well as 100 (Nocedal &amp; Wright, section 7.2: modest values, 3 to 20).
    /// </summary>
    public int HistorySize { get; init; } = 10;

    /// <summary>How the step length is chosen.</summary>
    public LbfgsStepRule Rule { get; init; }

    /// <summary>
    /// lr, the step length of <see cref="LbfgsStepRule.Fixed"/>; not used by the line search.
    /// </summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>
    /// u, the length of the unit in which steps of <see cref="LbfgsStepRule.Fixed"/> along −g are taken: the first, min(1,
    /// 1/‖g‖₁)·g, and those as long as no pair is kept. For a tool that optimises x/u with u = 1/255, g is u times ours and the
    /// step in x is u times its own: t = min(1, 1/(u·‖∇f‖₁))·u². Steps that know a pair follow the scale by themselves.
    /// </summary>
    public double FirstStepUnit { get; init; } = 1;

    /// <summary>
    /// ‖t·d‖₂ of the first trial step, where no curvature is known yet, in units of x; not used by the fixed
    /// rule. The default 1 is that of L-BFGS-B (Zhu et al. 1997). For a picture of n values in [0, 1] a
    /// change that one can just see, 0.01·√n, is a better guess: a first step near rounding error teaches
    /// nothing about curvature.
    /// </summary>
    public double FirstDisplacement { get; init; } = 1;

    /// <summary>The line search's constants.</summary>
    public LineSearchOptions LineSearch { get; init; } = new();

    /// <summary>
    /// ‖∇f‖₂ at or below which the run has converged (with a box: of the projected gradient); 0 means a
    /// vanishing gradient only.
    /// </summary>
    public double GradientTolerance { get; init; }

    /// <summary>Bounds on x, or null. See <see cref="LbfgsOptimizer"/> for how they are kept.</summary>
    public BoxConstraint? Box { get; init; }
}
