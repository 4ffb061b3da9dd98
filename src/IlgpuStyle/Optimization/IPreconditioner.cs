using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// A linear map S: the optimiser works on z with x = x₀ + S·z, whose gradient is Sᵀ·∇f(x). For L-BFGS this is
/// the same as to begin its inverse Hessian at γ·S·Sᵀ in place of γ·I; S·Sᵀ near a multiple of the true
/// inverse makes every direction equally quick.
/// </summary>
internal interface IPreconditioner : IDisposable
{
    /// <summary>step = S·z; two tensors.</summary>
    void Apply(Tensor z, Tensor step);

    /// <summary>transformed = Sᵀ·gradient; two tensors.</summary>
    void ApplyTransposed(Tensor gradient, Tensor transformed);
}
