using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// A minimiser that moves x one iteration at a time. It works for one x and one objective from its first step
/// on: between the steps it remembers f(x) and ∇f(x), so neither may change behind its back without
/// <see cref="Restart"/> or <see cref="Renew"/>. Its saved state makes another optimiser of the same settings and shape go on with
/// the same bits; x is not part of it.
/// </summary>
internal interface IOptimizer : IRunState, IDisposable
{
    /// <summary>
    /// Evaluates at the start, unless f and ∇f are known there: the first <see cref="Step"/> then begins with them.
    /// </summary>
    /// <param name="objective">What to minimise; called with <paramref name="x"/> itself.</param>
    /// <param name="x">The start, moved into the bounds if there are any.</param>
    /// <returns>A step of length 0.</returns>
    OptimizerStep Start(Objective objective, Tensor x);

    /// <summary>
    /// One iteration. The first one also evaluates at the start, if <see cref="Start"/> has not. Every step ends with f and ∇f known at x
    /// that it leaves behind, so the last step is never lost and never unmeasured.
    /// </summary>
    /// <param name="objective">What to minimise; called with <paramref name="x"/> itself.</param>
    /// <param name="x">The iterate x_k, overwritten with x_{k+1}; unchanged where the status says so.</param>
    /// <exception cref="ArgumentException">x has not the shape that the optimiser was made for.</exception>
    OptimizerStep Step(Objective objective, Tensor x);

    /// <summary>
    /// Forgets f(x), ∇f(x) and all curvature or moments: the next step begins like the first one, at whatever
    /// x it is given.
    /// </summary>
    /// <param name="stepFactor">Shortens the steps from now on: the learning rate, or with a line search the
    /// first trial, is multiplied by it. In (0, 1].</param>
    void Restart(double stepFactor);

    /// <summary>
    /// The objective is another from now on, near the last one: forgets f(x) and ∇f(x), and the curvature of an objective that is no more;
    /// the length of the steps and Adam's moments stay.
    /// </summary>
    void Renew();
}
