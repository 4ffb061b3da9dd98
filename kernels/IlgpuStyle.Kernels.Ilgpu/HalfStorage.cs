using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Half precision, two elements a word.</summary>
internal readonly struct HalfStorage : IFeatureStorage
{
    /// <inheritdoc/>
    public float Read(ArrayView<float> words, int i) => HalfFloat.ToSingle(words.Cast<ushort>()[i]);

    /// <inheritdoc/>
    public Float4 ReadQuad(ArrayView<float> words, int quad)
    {
        // A copy: read through a reference, each word would be a load of its own.
        HalfQuad halves = words.Cast<HalfQuad>()[quad];
        return halves.Values;
    }
}
