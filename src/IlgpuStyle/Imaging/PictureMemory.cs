using System.Runtime;

namespace IlgpuStyle.Imaging;

/// <summary>
/// The process's memory where pictures are large. Their arrays are few and huge; the collector lets those
/// that nobody reads any more lie until it sees a reason to look, and a picture of 8192×8192 pixels is 805
/// MB.
/// </summary>
internal static class PictureMemory
{
    /// <summary>
    /// Below this, 48 MB of values, a picture that lies about is not worth the collector's few milliseconds.
    /// </summary>
    public const long LeastPixels = 1 << 22;

    /// <summary>
    /// Gives the memory of pictures that nobody refers to any more back to the system, if there may be large
    /// ones among them.
    /// </summary>
    /// <param name="pixels">Pixels of the pictures in question.</param>
    public static void GiveBack(long pixels)
    {
        if (pixels >= LeastPixels)
            GiveBack();
    }

    /// <summary>The same, whatever is known of them.</summary>
    public static void GiveBack()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
