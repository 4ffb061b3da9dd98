using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Planning;

/// <summary>The memory that a run needs at its peak, by part.</summary>
/// <param name="Size">Size of the result.</param>
/// <param name="Parts">Bytes of every part.</param>
/// <param name="IsOnDevice">Whether the backend's memory is a card's and not the process's.</param>
internal sealed record MemoryPlan(ImageSize Size, IReadOnlyDictionary<MemoryPart, long> Parts, bool IsOnDevice)
{
    /// <summary>
    /// Multiply-adds of the convolutions of one step at every size, on the first device: tells plans of one run apart by their cost,
    /// nothing more. The targets, which are computed once, do not count.
    /// </summary>
    public double MultiplyAdds { get; init; }

    /// <summary>The most that scratch files take on their disk; 0 without
    /// <see cref="Transfer.StyleTransferOptions.ScratchFolder"/>.</summary>
    public long ScratchBytes { get; init; }

    /// <summary>How many devices hold <see cref="BackendBytes"/> each, at most.</summary>
    public int Devices { get; init; } = 1;

    /// <summary>What the backend holds: everything but what is on the host.</summary>
    public long BackendBytes => Parts.Where(part => !IsHost(part.Key)).Sum(part => part.Value);

    /// <summary>What the process holds besides the backend.</summary>
    public long HostBytes => Parts.Where(part => IsHost(part.Key)).Sum(part => part.Value);

    /// <summary>What a limit is about: a card's memory, or the most that the process will have resident.</summary>
    public long LimitedBytes => IsOnDevice ? BackendBytes : Devices * BackendBytes + HostBytes;

    private static bool IsHost(MemoryPart part) => part is MemoryPart.Host or MemoryPart.Pictures or MemoryPart.Runtime;
}
