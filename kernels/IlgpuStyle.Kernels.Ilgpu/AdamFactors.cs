using IlgpuStyle.Backends;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary><see cref="AdamParameters"/> as a kernel argument, with 1 − β worked out once.</summary>
internal readonly struct AdamFactors(AdamParameters p)
{
    public readonly float StepSize = p.StepSize;
    public readonly float Beta1 = p.Beta1;
    public readonly float OneMinusBeta1 = 1f - p.Beta1;
    public readonly float Beta2 = p.Beta2;
    public readonly float OneMinusBeta2 = 1f - p.Beta2;
    public readonly float SecondMomentCorrection = p.SecondMomentCorrection;
    public readonly float Epsilon = p.Epsilon;
}
