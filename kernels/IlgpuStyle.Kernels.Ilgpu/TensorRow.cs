namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What a thread holds of 16 output channels × 32 positions of its warp: four tiles of the tensor cores side by side.</summary>
internal readonly struct TensorRow(Float4 tile0, Float4 tile1, Float4 tile2, Float4 tile3)
{
    public readonly Float4 Tile0 = tile0;
    public readonly Float4 Tile1 = tile1;
    public readonly Float4 Tile2 = tile2;
    public readonly Float4 Tile3 = tile3;

    /// <summary>this + weights · input, 16×32 += 16×8 · 8×32.</summary>
    public TensorRow PlusProduct(TensorQuad weights, TensorPair input0, TensorPair input1, TensorPair input2, TensorPair input3) => new(
        Plus(Tile0, weights, input0), Plus(Tile1, weights, input1), Plus(Tile2, weights, input2), Plus(Tile3, weights, input3));

    private static Float4 Plus(Float4 sum, TensorQuad a, TensorPair b) =>
        TensorCore.MultiplyAdd(a.X, a.Y, a.Z, a.W, b.Even, b.Odd, sum.X, sum.Y, sum.Z, sum.W);
}
