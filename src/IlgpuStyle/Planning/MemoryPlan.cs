using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Planning;

/// <summary>The memory that a run needs at its peak, by part.</summary>
/// <param name="Size">Size of the result.</param>
/// <param name="Parts">Bytes of every part.</param>
public sealed record MemoryPlan(ImageSize Size, IReadOnlyDictionary<MemoryPart, long> Parts)
{
    /// <summary>What the backend holds: everything but the pictures on the host and the runtime.</summary>
    public long BackendBytes => Parts.Where(part => !IsHost(part.Key)).Sum(part => part.Value);

    /// <summary>What the process holds besides the backend.</summary>
    public long HostBytes => Parts.Where(part => IsHost(part.Key)).Sum(part => part.Value);

    /// <summary>All of it: where the backend computes on the processor, the most that the process will have resident.</summary>
    public long TotalBytes => BackendBytes + HostBytes;

    private static bool IsHost(MemoryPart part) => part is MemoryPart.Pictures or MemoryPart.Runtime;
}
