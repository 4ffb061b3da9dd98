using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Where one thread finds its share of a stage of the tiled convolution. Carried from stage to stage: ILGPU would compute it anew in each,
/// beside the arithmetic that uses it. An odd channel that does not exist is the even one again, and meets weights of zero.
/// </summary>
internal readonly struct ConvolutionSource(int pixel, int window, int restPixel, int restWindow, int quad)
{
    /// <summary>In mask and input, its element of the even channel.</summary>
    public readonly int Pixel = pixel;

    /// <summary>Behind a pooling layer, that element's window in the pooled gradient.</summary>
    public readonly int Window = window;

    /// <summary>In mask and input, its element of those that are more than threads.</summary>
    public readonly int RestPixel = restPixel;

    /// <summary>That element's window.</summary>
    public readonly int RestWindow = restWindow;

    /// <summary>Its first four weights.</summary>
    public readonly int Quad = quad;

    /// <summary>Of a range of channels' first stage.</summary>
    /// <param name="ic">The first channel.</param>
    /// <param name="slot">The element.</param>
    /// <param name="rest">That of those that are more than threads.</param>
    /// <param name="restChannel">0 or 1: whose it is.</param>
    /// <param name="quad">The weights.</param>
    /// <param name="e">The convolution.</param>
    public static ConvolutionSource First(int ic, HaloSlot slot, HaloSlot rest, int restChannel, int quad, ConvolutionExtents e)
    {
        int other = ic + restChannel;
        return new ConvolutionSource(
            ic * e.Area + slot.Pixel, ic * e.PooledArea + slot.Window, Existing(other * e.Area + rest.Pixel, e),
            IntrinsicMath.Min(other * e.PooledArea + rest.Window, e.LastPooled), quad);
    }

    /// <summary>Of the next stage.</summary>
    public ConvolutionSource Next(ConvolutionExtents e) => new(
        Pixel + ConvolutionPacking.StageChannels * e.Area, Window + ConvolutionPacking.StageChannels * e.PooledArea,
        Existing(RestPixel + ConvolutionPacking.StageChannels * e.Area, e),
        IntrinsicMath.Min(RestWindow + ConvolutionPacking.StageChannels * e.PooledArea, e.LastPooled),
        Quad + ConvolutionTiledKernels.StageQuads);

    /// <summary>From global memory into registers. Nothing is asked before a load, nor between loads and the stage before's
    /// arithmetic.</summary>
    public ConvolutionStage Fetch<TInput>(
        FeatureView input, FeatureView mask, ArrayView<Float4> weights, HaloSlot slot, HaloSlot rest, ConvolutionExtents e)
        where TInput : struct, IConvolutionInput
    {
        TInput source = default;
        // Behind the last stage lie as many as are read too much there (ConvolutionPacking).
        ArrayView<Float4> from = weights.SubView(Quad, LaunchPolicy.TileThreads + 1);
        return new ConvolutionStage(
            source.Read(input, mask, Pixel, Window, slot),
            source.Read(input, mask, Existing(Pixel + e.Area, e), IntrinsicMath.Min(Window + e.PooledArea, e.LastPooled), slot),
            source.Read(input, mask, RestPixel, RestWindow, rest), from[0], from[LaunchPolicy.TileThreads]);
    }

    private static int Existing(int pixel, ConvolutionExtents e) => pixel > e.Last ? pixel - e.Area : pixel;
}
