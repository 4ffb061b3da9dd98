using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>float32.</summary>
internal readonly struct SingleStorage : IFeatureStorage
{
    /// <inheritdoc/>
    public float Read(ArrayView<float> words, int i) => words[i];

    /// <inheritdoc/>
    public Float4 ReadQuad(ArrayView<float> words, int quad)
    {
        // A copy: read through a reference, each word would be a load of its own.
        Float4 values = words.Cast<Float4>()[quad];
        return values;
    }
}
