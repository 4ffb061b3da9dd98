namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Four pooling windows side by side, each X Y over Z W, of which a <see cref="Patch"/> takes all but the first and the last
/// column.</summary>
internal readonly struct FourWindows(Float4 w0, Float4 w1, Float4 w2, Float4 w3)
{
    public readonly Float4 W0 = w0;
    public readonly Float4 W1 = w1;
    public readonly Float4 W2 = w2;
    public readonly Float4 W3 = w3;

    /// <summary>The upper row.</summary>
    public Float6 Upper => new(W0.Y, W1.X, W1.Y, W2.X, W2.Y, W3.X);

    /// <summary>The lower row.</summary>
    public Float6 Lower => new(W0.W, W1.Z, W1.W, W2.Z, W2.W, W3.Z);
}
