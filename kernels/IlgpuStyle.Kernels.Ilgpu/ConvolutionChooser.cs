using System.Diagnostics;
using ILGPU.Runtime;
using IlgpuStyle.Backends;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Which kernel each convolution gets: by <see cref="ConvolutionCost"/>, by option, or by what was measured on this
/// device.</summary>
internal sealed class ConvolutionChooser
{
    private const int TimedRuns = 3;

    // Below this much work the blocked kernel may win although tiles fit.
    private const double SmallFlops = 1e9;

    private readonly LaunchPolicy _policy;
    private readonly ConvolutionCost _cost;
    private readonly ConvolutionVariant _variant;
    private readonly bool _tensorCores;
    private readonly TuningFile? _tuning;
    private readonly Dictionary<ConvolutionExtents, ConvolutionChoice> _choices = [];

    /// <summary>Opens the measurements of a device, if asked for.</summary>
    public ConvolutionChooser(Accelerator accelerator, LaunchPolicy policy, IlgpuOptions options)
    {
        _policy = policy;
        _cost = new ConvolutionCost(policy.Speed);
        // The rule is arithmetic for a CUDA card. On OpenCL the one device timed so far lost by a factor of ten and more with
        // Winograd: there it takes a measurement (TuningFolder).
        _variant = options.Convolution == ConvolutionVariant.Automatic && accelerator.AcceleratorType != AcceleratorType.Cuda
            ? ConvolutionVariant.Direct
            : options.Convolution;
        _tensorCores = options.TensorCores && policy.UseTiles;
        if (options.TuningFolder is not null)
            _tuning = TuningFile.Open(options.TuningFolder, IlgpuDevices.IdentityOf(accelerator), options.TensorCores ? ", tf32" : "");
    }

    /// <summary>Whether a layer may run Winograd's algorithm in either direction, and so needs the weights for
    /// it.</summary>
    public bool MayUseWinograd(ConvolutionGeometry g) =>
        WinogradApplies(g.KernelSize, g.Stride)
        && (_variant == ConvolutionVariant.Winograd
            || ((_tuning is not null || _variant == ConvolutionVariant.Automatic) && IsWide(g.InputChannels) && IsWide(g.OutputChannels)));

    /// <summary>Whether a layer may run on the tensor cores in either direction, and so needs the weights for it.</summary>
    public bool MayUseTensorCores(ConvolutionGeometry g) =>
        _tensorCores && WinogradApplies(g.KernelSize, g.Stride) && IsWide(g.InputChannels) && IsWide(g.OutputChannels);

    /// <summary>Whether a pooling is one that convolutions take along: max or average of 2×2 with stride 2.</summary>
    public static bool IsHalving(PoolingGeometry pooling) =>
        pooling is { Kind: PoolingKind.Max or PoolingKind.Average, Window: 2, Stride: 2 };

    /// <summary>Whether a layer's backward runs on kernels that take the gradient behind the pooling, whatever the size.</summary>
    public bool TakesPooledGradient(ConvolutionGeometry g) =>
        WinogradApplies(g.KernelSize, g.Stride) && g is { Padding: 1, PaddingMode: PaddingMode.Zero }
        && ((_variant == ConvolutionVariant.Winograd && _tuning is null)
            || (_policy.UseTiles && IsWide(g.InputChannels) && _variant is not (ConvolutionVariant.Plain or ConvolutionVariant.Blocked)));

    /// <summary>The kernel for a launch; null if it has yet to be measured (<see cref="Tune"/>).</summary>
    public ConvolutionChoice? Find(ConvolutionExtents e)
    {
        if (_choices.TryGetValue(e, out ConvolutionChoice known))
            return known;
        // A file of another version of the program may name what this one would not try.
        ConvolutionChoice? choice = _tuning is null ? ByRule(e) : _tuning.Find(e);
        if (choice is null || (_tuning is not null && !Candidates(e).Contains(choice.Value)))
            return null;
        _choices[e] = choice.Value;
        return choice;
    }

    /// <summary>Times every candidate and remembers the fastest, here and in the file.</summary>
    /// <param name="e">The convolution.</param>
    /// <param name="launch">Queues it with a candidate.</param>
    /// <param name="synchronize">Waits for what is queued.</param>
    public ConvolutionChoice Tune(ConvolutionExtents e, Action<ConvolutionChoice> launch, Action synchronize)
    {
        ConvolutionChoice best = default;
        TimeSpan bestTime = TimeSpan.MaxValue;
        foreach (ConvolutionChoice candidate in Candidates(e))
        {
            // The first run compiles the kernel.
            launch(candidate);
            synchronize();
            for (int run = 0; run < TimedRuns; run++)
            {
                long begin = Stopwatch.GetTimestamp();
                launch(candidate);
                synchronize();
                TimeSpan time = Stopwatch.GetElapsedTime(begin);
                if (time < bestTime)
                    (best, bestTime) = (candidate, time);
            }
        }

        _choices[e] = best;
        _tuning?.Add(e, best);
        return best;
    }

    /// <summary>Everything worth timing; never empty.</summary>
    public IReadOnlyList<ConvolutionChoice> Candidates(ConvolutionExtents e)
    {
        List<ConvolutionChoice> candidates = [];
        bool hasTiles = _policy.UseTiles && ConvolutionTile.Fits(e);
        if (WinogradApplies(e.K, e.Stride) && IsWide(e.IC) && IsWide(e.OC))
            candidates.AddRange(WinogradChoices(e));
        if (hasTiles)
        {
            foreach (int shift in (int[])[5, 4])
            {
                foreach (int splits in (int[])[1, 2, 4, 8])
                {
                    candidates.Add(ConvolutionTile.Cut(e, new ConvolutionChoice(ConvolutionVariant.Direct, shift, splits)));
                    if (UsesTensorCores(e))
                        candidates.Add(ConvolutionTile.Cut(e, new ConvolutionChoice(ConvolutionVariant.Tensor, shift, splits)));
                }
            }
        }

        if (e.Pooling == 0 && (!hasTiles || 2.0 * 9 * e.IC * e.OC * e.OH * e.OW < SmallFlops))
            candidates.Add(new ConvolutionChoice(ConvolutionVariant.Blocked));
        return [.. candidates.Distinct()];
    }

    /// <summary>Whether "blocked" means the kernel for few output channels.</summary>
    public static bool IsToFew(ConvolutionExtents e) => WinogradApplies(e.K, e.Stride) && e.Block == 4;

    private ConvolutionChoice ByRule(ConvolutionExtents e)
    {
        if (_variant == ConvolutionVariant.Winograd && WinogradApplies(e.K, e.Stride))
            return WinogradChoices(e).MinBy(choice => _cost.Winograd(e, choice));
        if (_variant is ConvolutionVariant.Plain)
            return new ConvolutionChoice(ConvolutionVariant.Plain);
        if (!_policy.UseTiles || _variant == ConvolutionVariant.Blocked || !ConvolutionTile.Fits(e))
            return new ConvolutionChoice(ConvolutionVariant.Blocked);
        bool isFree = _variant == ConvolutionVariant.Automatic && IsWide(e.IC);
        bool tensorCores = UsesTensorCores(e);
        if (tensorCores && _variant == ConvolutionVariant.Tensor)
            return _cost.CheapestTensor(e);
        return isFree ? _cost.Cheapest(e, tensorCores) : _cost.CheapestDirect(e, tensorCores);
    }

    private bool UsesTensorCores(ConvolutionExtents e) => _tensorCores && ConvolutionTile.Fits(e) && IsWide(e.IC);

    private IEnumerable<ConvolutionChoice> WinogradChoices(ConvolutionExtents e) => _policy.UseTiles
        ? ConvolutionCost.WinogradChoices(e, _policy.WantedTiles)
        : [new ConvolutionChoice(ConvolutionVariant.Winograd)];

    private static bool WinogradApplies(int kernelSize, int stride) => kernelSize == 3 && stride == 1;

    /// <summary>Whether so many output channels fill a tile.</summary>
    public static bool IsWide(int channels) => ConvolutionPacking.BlockOf(channels) == ConvolutionPacking.TileChannels;
}
