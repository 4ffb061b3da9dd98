using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// One element of a halo tile that a thread carries, the same in every channel; <see cref="IConvolutionInput.Place"/> makes it.
/// </summary>
/// <param name="row">Its row of the mask and, but for a pooled gradient, of the input; −1 for an element beyond the border that counts as
/// zero.</param>
/// <param name="column">Its column, likewise.</param>
/// <param name="width">Columns of the mask.</param>
/// <param name="isInside">Whether it is read at all.</param>
/// <param name="target">Where in shared memory it goes; −1 if this thread has none.</param>
internal readonly struct HaloSlot(int row, int column, int width, bool isInside, int target)
{
    /// <summary>Where in its plane it lies, or an element that exists.</summary>
    public readonly int Pixel = IntrinsicMath.Max(row, 0) * width + IntrinsicMath.Max(column, 0);

    /// <summary>1 for an element of the input, 0 for a zero.</summary>
    public readonly int IsInside = isInside ? 1 : 0;

    /// <summary>Where in shared memory it goes; −1 if this thread has none.</summary>
    public readonly int Target = target;

    /// <summary>Behind a pooling layer: where in a plane of the pooled gradient its window lies, or one that exists.</summary>
    public int Window { get; init; }

    /// <summary>1 / (pixels of its window).</summary>
    public float Share { get; init; }

    /// <summary>How far from it the other pixel of its row of the window lies; 0 if there is none.</summary>
    public int Across { get; init; }

    /// <summary>How far from it the other pixel of its column of the window lies; 0 if there is none.</summary>
    public int Down { get; init; }
}
