using IlgpuStyle.Backends;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary><see cref="AdamParameters"/> as a kernel argument, in float32; 1 − β is worked out in
/// float64.</summary>
internal readonly struct AdamFactors(AdamParameters p)
{
    public readonly float StepSize = (float)p.StepSize;
    public readonly float Beta1 = (float)p.Beta1;
    public readonly float OneMinusBeta1 = (float)(1.0 - p.Beta1);
    public readonly float Beta2 = (float)p.Beta2;
    public readonly float OneMinusBeta2 = (float)(1.0 - p.Beta2);
    public readonly float SecondMomentCorrection = (float)p.SecondMomentCorrection;
    public readonly float Epsilon = (float)p.Epsilon;

    /// <summary>What x loses, given both moments.</summary>
    public float Step(float first, float second) =>
        StepSize * first / (MathF.Sqrt(second * SecondMomentCorrection) + Epsilon);
}
