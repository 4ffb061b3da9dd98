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
    public float DistributeTo<TStorage>(float gradient, FeatureView reluOutput, int pixel, HaloSlot slot)
        where TStorage : struct, IFeatureStorage
    {
        // The product stands before the question, which then is no branch, and waits with it until the element is stored.
        float open = reluOutput.Read<TStorage>(pixel), part = gradient * slot.Share;
        return open > 0f ? part : 0f;
    }
}
