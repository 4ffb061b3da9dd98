using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// How the elements of a <see cref="FeatureView"/> lie in memory. A kernel that reads in its inner loop is compiled once for each: a
/// structure without fields, so that the choice costs no instruction.
/// </summary>
internal interface IFeatureStorage
{
    /// <summary>An element.</summary>
    float Read(ArrayView<float> words, int i);

    /// <summary>Elements 4·quad to 4·quad + 3, in one load.</summary>
    Float4 ReadQuad(ArrayView<float> words, int quad);
}
