namespace IlgpuStyle.Backends;

/// <summary>What a convolution reads beyond the border of its input.</summary>
public enum PaddingMode
{
    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>The nearest pixel of the input.</summary>
    Replicate,

    /// <summary>
    /// The input mirrored at the border pixel, which is not repeated: x[-1] = x[1]. A 1-pixel side is
    /// replicated.
    /// </summary>
    Reflect,

    /// <summary>
    /// The input repeated: x[-1] is the last pixel. The picture is a torus, and its result can be laid side
    /// by side.
    /// </summary>
    Circular,
}
