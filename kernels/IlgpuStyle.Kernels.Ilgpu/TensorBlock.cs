namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What a thread holds of its warp's 64 output channels × 32 positions: 64 accumulators, which all become registers.</summary>
internal struct TensorBlock
{
    public TensorRow Row0;
    public TensorRow Row1;
    public TensorRow Row2;
    public TensorRow Row3;
}
