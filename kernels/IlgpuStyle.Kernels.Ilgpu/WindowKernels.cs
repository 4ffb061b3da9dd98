namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Rectangles of positions, (C, h, w), from tensor to tensor: memory-bound, one pass, grid stride, one thread per
/// element; a warp's elements are neighbours in a row.</summary>
internal static class WindowKernels
{
    /// <summary>destination[c, toTop+h, toLeft+w] = source[c, fromTop+h, fromLeft+w]; = .</summary>
    public static void Copy(FeatureView source, FeatureView destination, WindowExtents e)
    {
        for (int i = GridStride.First; i < e.Length; i += GridStride.Step)
            destination[To(i, e)] = source[From(i, e)];
    }

    /// <summary>destination[c, toTop+h, toLeft+w] += source[c, fromTop+h, fromLeft+w]; no two threads share an element.</summary>
    public static void Accumulate(FeatureView source, FeatureView destination, WindowExtents e)
    {
        for (int i = GridStride.First; i < e.Length; i += GridStride.Step)
            destination[To(i, e)] += source[From(i, e)];
    }

    private static int From(int i, WindowExtents e) =>
        e.SourceStart + i / e.Width / e.Height * e.SourcePlane + i / e.Width % e.Height * e.SourceRow + i % e.Width;

    private static int To(int i, WindowExtents e) =>
        e.DestinationStart + i / e.Width / e.Height * e.DestinationPlane + i / e.Width % e.Height * e.DestinationRow
        + i % e.Width;
}
