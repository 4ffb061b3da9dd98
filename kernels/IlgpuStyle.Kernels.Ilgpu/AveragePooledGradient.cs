namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Average pooling: every open pixel gets gradient / pixels.</summary>
internal readonly struct AveragePooledGradient : IPooledGradient
{
    /// <inheritdoc/>
    public Float4 Distribute(float gradient, Float4 pixels, float share)
    {
        float part = gradient * share;
        return new Float4(
            pixels.X > 0f ? part : 0f, pixels.Y > 0f ? part : 0f, pixels.Z > 0f ? part : 0f, pixels.W > 0f ? part : 0f);
    }

    /// <inheritdoc/>
    public float DistributeTo<TStorage>(
        float gradient, FeatureView reluOutput, int channel, HaloSlot slot, PoolingWindow window, ConvolutionExtents e)
        where TStorage : struct, IFeatureStorage =>
        reluOutput.Read<TStorage>(channel * e.IH * e.IW + slot.Source) > 0f ? gradient * window.Share : 0f;
}
