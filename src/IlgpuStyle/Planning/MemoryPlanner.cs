using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Planning;

/// <summary>
/// Says before a run what memory it will take. Every stage of the run is rehearsed on a <see cref="CountingBackend"/>: the same
/// objects are made and one step is taken, but nothing is held or computed, so a plan takes milliseconds whatever the size.
/// </summary>
internal sealed class MemoryPlanner : IDisposable
{
    /// <summary>
    /// What the process holds beyond its state when the plan is made: code compiled meanwhile, stacks, garbage not yet collected.
    /// Measured as 3 to 10 MiB over runs of 256 to 1536 pixels on the SIMD backend.
    /// </summary>
    public const long RuntimeGrowthBytes = 8L << 20;

    private readonly CountingBackend _backend;
    private readonly PreparedNetwork _network;

    /// <summary>Counts the weights.</summary>
    /// <param name="backend">Where the run will be; only asked.</param>
    /// <param name="weights">The network; only read here.</param>
    /// <param name="options">Decide the layers and the network's pooling and padding.</param>
    /// <exception cref="InputException">A layer is missing.</exception>
    public MemoryPlanner(IBackend backend, WeightsFile weights, StyleTransferOptions options)
    {
        _backend = new CountingBackend(backend);
        _network = new PreparedNetwork(_backend, weights, options.Preset.Layers, options.Network);
        RuntimeBytes = Math.Max(0, Environment.WorkingSet - backend.AllocatedBytes) + RuntimeGrowthBytes;
    }

    /// <summary>What the process holds without the run: measured when this object was made, with room to grow.</summary>
    public long RuntimeBytes { get; init; }

    /// <summary>What those who follow the run take at most besides, in bytes: checkpoints, snapshots, a page. The caller knows
    /// them.</summary>
    public long FollowingBytes { get; init; }

    /// <summary>Whether the backend's memory is a card's and not the process's.</summary>
    public bool IsOnDevice => _backend.HasOwnMemory;

    /// <summary>How many devices share tiles; each holds at most what the plan says of the first.</summary>
    public int Devices => _backend.Devices;

    /// <summary>The most that the process may hold beside a card's memory: all that there is.</summary>
    public long HostLimitBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The memory of one run.</summary>
    /// <param name="options">Layers, pooling and padding as at construction; all else may differ.</param>
    /// <param name="pictures">
    /// Only their sizes count. They are in memory already, so their sources are part of <see cref="RuntimeBytes"/>.
    /// </param>
    /// <exception cref="InputException">An option is out of range, or the picture is too small for the network.</exception>
    public MemoryPlan Plan(StyleTransferOptions options, TransferPictures pictures)
    {
        options.Validate();
        IReadOnlyList<ScaleStage> stages = ScalePlan.Stages(options, pictures.Content.Size);
        _backend.Restart();
        long pictureBytes = 0;
        double multiplyAdds = 0;
        foreach (ScaleStage stage in stages)
        {
            (long bytes, double work) = Rehearse(options, pictures, stage.Size);
            pictureBytes = Math.Max(pictureBytes, bytes);
            multiplyAdds += work;
        }

        Dictionary<MemoryPart, long> parts = new(_backend.Parts())
        {
            [MemoryPart.Host] = _backend.PeakHostBytes,
            [MemoryPart.Pictures] = pictureBytes,
            [MemoryPart.Runtime] = RuntimeBytes + FollowingBytes,
        };
        return new MemoryPlan(stages[^1].Size, parts, IsOnDevice)
        {
            MultiplyAdds = multiplyAdds,
            ScratchBytes = _backend.PeakFileBytes,
            Devices = Devices,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    /// <summary>Goes through one stage with empty pictures; returns the bytes of the host's copies, and a step's multiply-adds.</summary>
    private (long PictureBytes, double MultiplyAdds) Rehearse(StyleTransferOptions options, TransferPictures pictures, ImageSize size)
    {
        TransferPictures outlines = Outlines(options, pictures, size);
        using TransferStage stage = new(_network, options, outlines, size, () =>
            RgbImage.Outline(size), new StageClock([new ScaleStage(size, 1)]));
        double before = _backend.MultiplyAdds;
        stage.Step(iteration: 1);
        double step = _backend.MultiplyAdds - before;
        stage.Outcome();
        return (PictureCopies.Bytes(options, outlines, pictures.Content.Size, size), step);
    }

    private static TransferPictures Outlines(StyleTransferOptions options, TransferPictures pictures, ImageSize size)
    {
        // Styles that share a region hold the same object.
        Dictionary<Mask, Mask> masks = [];
        Mask? Outline(Mask? mask)
        {
            if (mask is null)
                return null;
            if (!masks.TryGetValue(mask, out Mask? outline))
                masks[mask] = outline = Mask.Outline(mask.Width, mask.Height);
            return outline;
        }

        return pictures with
        {
            Content = RgbImage.Outline(size),
            Styles =
            [
                .. pictures.Styles.Select(style => style with
                {
                    Picture = RgbImage.Outline(options.StyleSizeAt(style, size)), Part = Outline(style.Part),
                        Region = Outline(style.Region),
                }),
            ],
            Attraction = pictures.Attraction is null ? null : RgbImage.Outline(size),
            ContentMask = Outline(pictures.ContentMask),
            Pinned = Outline(pictures.Pinned),
        };
    }
}
