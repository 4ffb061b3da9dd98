namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>A gradient in float32, zero unless the mask, an activation, is positive.</summary>
internal readonly struct GatedElements<TStorage> : IInputElements
    where TStorage : struct, IFeatureStorage
{
    /// <inheritdoc/>
    public float Read(FeatureView input, FeatureView mask, int i)
    {
        float value = input.Read<SingleStorage>(i), open = mask.Read<TStorage>(i);
        return open > 0f ? value : 0f;
    }

    /// <inheritdoc/>
    public Float4 ReadQuad(FeatureView input, FeatureView mask, int quad)
    {
        Float4 values = input.ReadQuad<SingleStorage>(quad), open = mask.ReadQuad<TStorage>(quad);
        return new Float4(
            open.X > 0f ? values.X : 0f, open.Y > 0f ? values.Y : 0f, open.Z > 0f ? values.Z : 0f,
            open.W > 0f ? values.W : 0f);
    }
}
