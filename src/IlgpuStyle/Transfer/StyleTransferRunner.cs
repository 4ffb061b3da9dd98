using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Transfer;

/// <summary>
/// Makes pictures from pictures with one network, one set of options and one backend; the work is
/// <see cref="TransferRun"/>'s.
/// </summary>
internal sealed class StyleTransferRunner
{
    private readonly IBackend _backend;
    private readonly WeightsFile _weights;
    private readonly StyleTransferOptions _options;
    private readonly TransferCache? _cache;

    /// <summary>Keeps what a run needs.</summary>
    /// <param name="backend">Where it runs.</param>
    /// <param name="weights">The network's file.</param>
    /// <param name="options">What it computes.</param>
    /// <param name="cache">What it shares with other runs; null if it is alone.</param>
    /// <exception cref="InputException">An option is out of range.</exception>
    public StyleTransferRunner(
        IBackend backend, WeightsFile weights, StyleTransferOptions options, TransferCache? cache = null)
    {
        options.Validate();
        _cache = cache;
        _backend = backend;
        _weights = weights;
        _options = options;
    }

    /// <summary>Makes the picture.</summary>
    /// <param name="pictures">What is shown, how it is painted, where it starts.</param>
    /// <param name="onProgress">Called after every step.</param>
    /// <param name="cancellation">
    /// Asks to stop after the current step; the result is then the picture so far.
    /// </param>
    /// <exception cref="InputException">
    /// A layer is missing, or the picture is too small for the network.
    /// </exception>
    internal TransferResult Run(
        TransferPictures pictures, Action<TransferProgress>? onProgress = null, CancellationToken cancellation = default)
    {
        TransferHooks hooks = new() { Step = onProgress };
        using CancellationTokenRegistration registration = cancellation.Register(hooks.Control.Stop);
        return Run(pictures, hooks);
    }

    /// <summary>Makes the picture, or goes on with one that was begun.</summary>
    /// <param name="pictures">What is shown, how it is painted, where it starts.</param>
    /// <param name="hooks">Who follows and steers, and where to go on.</param>
    /// <exception cref="InputException">
    /// A layer is missing, the picture is too small for the network, or the saved state belongs to other
    /// settings.
    /// </exception>
    internal TransferResult Run(TransferPictures pictures, TransferHooks hooks)
    {
        IReadOnlyList<string> layers = _options.Preset.Layers;
        using PreparedNetwork? own = _cache is null
            ? new PreparedNetwork(_backend, _weights, layers, _options.Network)
            : null;
        PreparedNetwork network = own ?? _cache!.Network(_backend, _weights, layers, _options.Network);
        using TransferRun run = new(network, _options, pictures, hooks);
        return run.Execute();
    }
}
