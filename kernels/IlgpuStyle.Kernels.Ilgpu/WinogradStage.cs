namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What one thread carries from global to shared memory for one stage of Winograd's product.</summary>
internal readonly struct WinogradStage(Float8 points, Float4 weights)
{
    /// <summary>Columns 4·lane and 128 + 4·lane of its warp's row of the stage, four of each.</summary>
    public readonly Float8 Points = points;

    /// <summary>Four weights, which half of the group stores.</summary>
    public readonly Float4 Weights = weights;
}
