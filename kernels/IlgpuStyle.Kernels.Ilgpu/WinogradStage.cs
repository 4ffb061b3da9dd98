namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What one thread carries from global to shared memory for one stage of Winograd's product.</summary>
internal readonly struct WinogradStage(Float4 points0, Float4 points4, Float4 weights)
{
    /// <summary>Four columns of its row of the stage.</summary>
    public readonly Float4 Points0 = points0;

    /// <summary>The same columns four rows below.</summary>
    public readonly Float4 Points4 = points4;

    /// <summary>Four weights, which half of the group stores.</summary>
    public readonly Float4 Weights = weights;
}
