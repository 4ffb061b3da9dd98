namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What one thread carries from global to shared memory while a row of taps is multiplied: two positions in two channels
/// each.</summary>
internal readonly struct TensorStage(float even0, float odd0, float even1, float odd1)
{
    public readonly float Even0 = even0;
    public readonly float Odd0 = odd0;
    public readonly float Even1 = even1;
    public readonly float Odd1 = odd1;
}
