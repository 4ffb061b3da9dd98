using System.Runtime.InteropServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli;

/// <summary>One picture from its files to its file: runs, tells the observers, writes. Stops in order on SIGINT and SIGTERM.</summary>
internal sealed class TransferJob
{
    /// <summary>The device.</summary>
    public required IBackend Backend { get; init; }

    /// <summary>The network's file.</summary>
    public required WeightsChoice Weights { get; init; }

    /// <summary>What to compute.</summary>
    public required StyleTransferOptions Options { get; init; }

    /// <summary>What to compute it from.</summary>
    public required TransferPictures Pictures { get; init; }

    /// <summary>Where the result goes.</summary>
    public required string Output { get; init; }

    /// <summary>Who follows the run, in this order.</summary>
    public required IReadOnlyList<IRunObserver> Observers { get; init; }

    /// <summary>What it shares with other runs on the same device; null if it is alone.</summary>
    public TransferCache? Cache { get; init; }

    /// <summary>Keyword and text pairs that a picture gets whose run was neither interrupted nor broken off.</summary>
    public IList<KeyValuePair<string, string>> FinishedTexts { get; } = [];

    /// <summary>Runs and writes the result, also that of an interrupted run.</summary>
    /// <exception cref="InputException">Something the user can mend.</exception>
    public TransferResult Run()
    {
        StyleTransferRunner runner = new(Backend, Weights.File, Options, Cache);
        using CancellationTokenSource interrupt = new();
        using PosixSignalRegistration onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        RunDescription run = new(Backend, Weights, Options, Pictures.Content.Size.WithLongSide(Options.Size), Output);
        foreach (IRunObserver observer in Observers)
            observer.Begin(run);
        TransferResult result = runner.Run(Pictures, Show, interrupt.Token);
        ImageFile.Write(Output, result.Picture, texts: result.Ending == TransferEnding.Finished ? [.. FinishedTexts] : null);
        foreach (IRunObserver observer in Observers)
            observer.End(result);
        return result;

        void Show(TransferProgress progress)
        {
            foreach (IRunObserver observer in Observers)
                observer.Show(progress);
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interrupt.Cancel();
        }
    }
}
