namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Max pooling: the first largest pixel gets the whole gradient, if it is open.</summary>
internal readonly struct MaxPooledGradient : IPooledGradient
{
    /// <inheritdoc/>
    public Float4 Distribute(float gradient, Float4 pixels, float share)
    {
        float best = pixels.X;
        bool second = pixels.Y > best;
        best = second ? pixels.Y : best;
        bool third = pixels.Z > best;
        best = third ? pixels.Z : best;
        bool fourth = pixels.W > best;
        best = fourth ? pixels.W : best;
        float part = best > 0f ? gradient : 0f;
        return new Float4(
            second || third || fourth ? 0f : part, second && !third && !fourth ? part : 0f, third && !fourth ? part : 0f,
            fourth ? part : 0f);
    }

    /// <inheritdoc/>
    public float DistributeTo<TStorage>(
        float gradient, FeatureView reluOutput, int channel, HaloSlot slot, PoolingWindow window, ConvolutionExtents e)
        where TStorage : struct, IFeatureStorage
    {
        // Pixels beyond the border are read from inside it, so that no load waits for a comparison.
        int first = (channel * e.IH + 2 * window.Row) * e.IW + 2 * window.Column, below = first + window.HasBelow * e.IW;
        float upper = reluOutput.Read<TStorage>(first + window.HasRight), lower = reluOutput.Read<TStorage>(below);
        float last = reluOutput.Read<TStorage>(below + window.HasRight);
        Float4 pixels = new(
            reluOutput.Read<TStorage>(first), window.HasRight != 0 ? upper : 0f, window.HasBelow != 0 ? lower : 0f,
            window.HasRight != 0 && window.HasBelow != 0 ? last : 0f);
        Float4 all = Distribute(gradient, pixels, 1f);
        bool isRight = (slot.Column & 1) != 0;
        return (slot.Row & 1) == 0 ? isRight ? all.Y : all.X : isRight ? all.W : all.Z;
    }
}
