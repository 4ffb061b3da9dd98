using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// A minimiser that moves x one iteration at a time. It works for one x and one objective from its first step
/// on: between the steps it remembers f(x) and ∇f(x), so neither may change behind its back.
/// </summary>
public interface IOptimizer : IDisposable
{
    /// <summary>
    /// One iteration. The first one also evaluates at the start. Every step ends with f and ∇f known at the x
    /// that it leaves behind, so the last step is never lost and never unmeasured.
    /// </summary>
    /// <param name="objective">What to minimise; called with <paramref name="x"/> itself.</param>
    /// <param name="x">The iterate x_k, overwritten with x_{k+1}; unchanged where the status says so.</param>
    /// <exception cref="ArgumentException">x has not the shape that the optimiser was made for.</exception>
    OptimizerStep Step(Objective objective, Tensor x);
}
