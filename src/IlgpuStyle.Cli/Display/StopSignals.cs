using System.Runtime.InteropServices;
using IlgpuStyle.Runs;

namespace IlgpuStyle.Cli.Display;

/// <summary>
/// Ctrl-C, SIGTERM and a terminal that is closed (SIGHUP) while it lives: the first stops the work in order, the second ends the process at
/// once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly Func<bool> _isStopping;
    private readonly Action _stop;
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Listens from now on.</summary>
    /// <param name="isStopping">Whether the work was asked to stop before.</param>
    /// <param name="stop">Asks it; called on a thread of its own.</param>
    public StopSignals(Func<bool> isStopping, Action stop)
    {
        _isStopping = isStopping;
        _stop = stop;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Answer),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Answer),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Answer),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    private void Answer(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (_isStopping())
            Environment.Exit(ExitCodes.Interrupted);
        _stop();
    }
}
