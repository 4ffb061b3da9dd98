using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>Somebody who follows a run without changing it: the display, the snapshots.</summary>
internal interface IRunObserver : IDisposable
{
    /// <summary>The run is about to start.</summary>
    void Begin(RunDescription run);

    /// <summary>One optimiser step was made.</summary>
    void Show(TransferProgress progress);

    /// <summary>The run has ended and its picture is written.</summary>
    void End(TransferResult result);
}
