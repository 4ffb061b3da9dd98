using ILGPU;
using ILGPU.Runtime;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Every launch size in one place. Kernels take any group size; the policy picks what a device runs well.
/// <para>
/// GPU: groups of 256, as many groups as fill the card some times over; kernels then step through their
/// elements by the whole grid. ILGPU's CPU accelerator: its threads are the operating system's and a barrier
/// costs up to 170 µs, so kernels without barriers get one group of a few threads, kernels with barriers a
/// group of one, and the tiled kernels are not used.
/// </para>
/// </summary>
internal sealed class LaunchPolicy
{
    /// <summary>Threads of the tiled kernels' groups, fixed by their register blocking.</summary>
    public const int TileThreads = 256;

    /// <summary>The largest group of any reduction; fixes the kernels' constant shared memory.</summary>
    public const int MaxReductionThreads = 256;

    // Two resident groups cover each other's barriers; 256 threads then have 128 registers each.
    private const int TilesPerMultiprocessor = 2;
    private const int GroupsPerMultiprocessor = 8;
    private const int MaxReductionGroups = 1024;

    private readonly int _elementThreads;
    private readonly int _maxElementGroups;

    /// <summary>Reads the limits of a device.</summary>
    /// <param name="accelerator">The device.</param>
    /// <param name="options">Forced group size, if any.</param>
    public LaunchPolicy(Accelerator accelerator, IlgpuOptions options)
    {
        bool debugger = accelerator.AcceleratorType == AcceleratorType.CPU && options.GroupSize is null;
        int limit = Math.Min(accelerator.MaxNumThreadsPerGroup, options.GroupSize ?? TileThreads);
        Speed = CardSpeed.Of(accelerator);
        _elementThreads = debugger ? Math.Min(limit, Environment.ProcessorCount) : limit;
        _maxElementGroups = debugger ? 1 : Speed.Multiprocessors * GroupsPerMultiprocessor;
        ReductionThreads = debugger ? 1 : Math.Min(limit, MaxReductionThreads);
        ReductionGroups = debugger ? 1 : Math.Min(MaxReductionGroups, _maxElementGroups);
        UseTiles = !debugger && limit >= TileThreads;
    }

    /// <summary>
    /// Tells the driver's assembler the group size and that two groups must fit: without it, it may spend more than 128 registers
    /// on a thread of a tiled kernel.
    /// </summary>
    public static KernelSpecialization TileSpecialization { get; } = new(TileThreads, TilesPerMultiprocessor);

    /// <summary>What the device does at its best.</summary>
    public CardSpeed Speed { get; }

    /// <summary>Whether the kernels with shared-memory tiles fit and pay.</summary>
    public bool UseTiles { get; }

    /// <summary>Groups of a tiled kernel that fill this device.</summary>
    public int WantedTiles => TilesToFill(Speed.Multiprocessors);

    /// <summary>Threads of a reduction's groups.</summary>
    public int ReductionThreads { get; }

    /// <summary>Groups of a reduction's first pass: fixed for the device, so that the order of additions
    /// is.</summary>
    public int ReductionGroups { get; }

    /// <summary>A launch for kernels that step through <paramref name="count"/> independent units of work by
    /// the whole grid.</summary>
    public KernelConfig Elements(long count)
    {
        long groups = (count + _elementThreads - 1) / _elementThreads;
        return new KernelConfig((int)Math.Clamp(groups, 1, _maxElementGroups), _elementThreads);
    }

    /// <summary>A launch for kernels that step through vectors of <paramref name="length"/> elements by fours, and then through
    /// the rest.</summary>
    public KernelConfig Quads(long length) => Elements((length + 3) / 4);

    /// <summary>A launch of a reduction's first pass.</summary>
    public KernelConfig Reduction() => new(ReductionGroups, ReductionThreads);

    /// <summary>A launch with one group for each of <paramref name="groups"/> finished sums.</summary>
    public KernelConfig Finish(int groups) => new(groups, ReductionThreads);

    /// <summary>Groups of a tiled kernel that fill a device.</summary>
    public static int TilesToFill(int multiprocessors) => TilesPerMultiprocessor * multiprocessors;

    /// <summary>A launch of a tiled kernel, one group a tile.</summary>
    public static KernelConfig Tiles(int tiles) => new(tiles, TileThreads);

    /// <summary>A launch of a tiled kernel, one group a tile and range of terms.</summary>
    public static KernelConfig Tiles(int tiles, int splits) => new((tiles, splits), (TileThreads, 1));
}
