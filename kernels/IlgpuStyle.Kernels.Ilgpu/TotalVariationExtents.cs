using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The numbers of a total-variation launch.</summary>
internal readonly struct TotalVariationExtents(TensorShape shape, TotalVariationKind kind, double vertical,
    double horizontal)
{
    public readonly int Length = (int)shape.Length;
    public readonly int H = shape.Height;
    public readonly int W = shape.Width;

    /// <summary>4·(p − 1) of φ = |Δ|^p, from 0 to 4.</summary>
    public readonly int Quarters = kind.Quarters();

    /// <summary>1 where the last row's horizontal and the last column's vertical differences are left out.</summary>
    public readonly int Inside = kind == TotalVariationKind.SquaredInside ? 1 : 0;

    /// <summary>Channels whose mean is taken off each pixel: C where colours are compared, else 0.</summary>
    public readonly int Mean = kind == TotalVariationKind.SquaredColor ? shape.Channels : 0;
    public readonly FloatPair Vertical = FloatPair.From(vertical);
    public readonly FloatPair Horizontal = FloatPair.From(horizontal);
}
