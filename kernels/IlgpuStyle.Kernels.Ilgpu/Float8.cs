namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Eight float32 as named scalars.</summary>
internal readonly struct Float8(Float4 low, Float4 high)
{
    public readonly Float4 Low = low;
    public readonly Float4 High = high;

    /// <summary>this + a·b, elementwise with a scalar a.</summary>
    public Float8 PlusProduct(float a, Float8 b) =>
        new(Low.PlusProduct(a, b.Low), High.PlusProduct(a, b.High));
}
