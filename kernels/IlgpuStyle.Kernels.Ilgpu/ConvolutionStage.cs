namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What one thread carries from global to shared memory for one stage of the tiled
/// convolution.</summary>
internal readonly struct ConvolutionStage(
    float even0, float even1, float odd0, float odd1, Float4 weights0, Float4 weights1)
{
    public readonly float Even0 = even0;
    public readonly float Even1 = even1;
    public readonly float Odd0 = odd0;
    public readonly float Odd1 = odd1;
    public readonly Float4 Weights0 = weights0;
    public readonly Float4 Weights1 = weights1;
}
