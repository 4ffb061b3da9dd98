namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// What a convolution takes for the elements of its input where no pooling stands between; without fields, as
/// <see cref="IFeatureStorage"/>.
/// </summary>
internal interface IInputElements
{
    /// <summary>An element.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="mask">The forward's ReLU output.</param>
    /// <param name="i">Its number, the same in both.</param>
    float Read(FeatureView input, FeatureView mask, int i);

    /// <summary>Elements 4·quad to 4·quad + 3.</summary>
    Float4 ReadQuad(FeatureView input, FeatureView mask, int quad);
}
