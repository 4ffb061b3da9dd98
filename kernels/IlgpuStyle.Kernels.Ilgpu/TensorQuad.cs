namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// What a thread holds of a 16×8 matrix of weights, rounded to TF32, as <see cref="TensorCore.MultiplyAdd"/> takes it: 16 bytes, one load.
/// </summary>
internal readonly struct TensorQuad(uint x, uint y, uint z, uint w)
{
    public readonly uint X = x;
    public readonly uint Y = y;
    public readonly uint Z = z;
    public readonly uint W = w;
}
