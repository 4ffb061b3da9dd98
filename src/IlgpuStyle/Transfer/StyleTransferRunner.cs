using IlgpuStyle.Backends;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Transfer;

/// <summary>Makes pictures from pictures with one network, one set of options and one backend; the work is <see cref="TransferRun"/>'s.</summary>
public sealed class StyleTransferRunner
{
    private readonly IBackend _backend;
    private readonly WeightsFile _weights;
    private readonly StyleTransferOptions _options;

    /// <summary>Keeps what a run needs.</summary>
    /// <exception cref="InputException">An option is out of range.</exception>
    public StyleTransferRunner(IBackend backend, WeightsFile weights, StyleTransferOptions options)
    {
        options.Validate();
        _backend = backend;
        _weights = weights;
        _options = options;
    }

    /// <summary>Makes the picture.</summary>
    /// <param name="pictures">What is shown, how it is painted, where it starts.</param>
    /// <param name="onProgress">Called after every step.</param>
    /// <param name="cancellation">Asks to stop after the current step; the result is then the picture so far.</param>
    /// <exception cref="InputException">A layer is missing, or the picture is too small for the network.</exception>
    public TransferResult Run(
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
    /// A layer is missing, the picture is too small for the network, or the saved state belongs to other settings.
    /// </exception>
    public TransferResult Run(TransferPictures pictures, TransferHooks hooks)
    {
        using TransferRun run = new(_backend, _weights, _options, pictures, hooks);
        return run.Execute();
    }
}
