namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The input's elements as they are stored.</summary>
internal readonly struct PlainElements<TStorage> : IInputElements
    where TStorage : struct, IFeatureStorage
{
    /// <inheritdoc/>
    public float Read(FeatureView input, FeatureView mask, int i) => input.Read<TStorage>(i);

    /// <inheritdoc/>
    public Float4 ReadQuad(FeatureView input, FeatureView mask, int quad) => input.ReadQuad<TStorage>(quad);
}
