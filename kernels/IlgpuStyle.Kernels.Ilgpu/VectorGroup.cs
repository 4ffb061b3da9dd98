using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Up to eight equally long vectors as one kernel argument; unused places repeat the first
/// vector.</summary>
internal struct VectorGroup
{
    /// <summary>Vectors in one group.</summary>
    public const int Capacity = 8;

    public ArrayView<float> V0;
    public ArrayView<float> V1;
    public ArrayView<float> V2;
    public ArrayView<float> V3;
    public ArrayView<float> V4;
    public ArrayView<float> V5;
    public ArrayView<float> V6;
    public ArrayView<float> V7;
}
