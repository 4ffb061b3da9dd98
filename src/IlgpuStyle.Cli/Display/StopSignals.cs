using System.Runtime.InteropServices;
using IlgpuStyle.Runs;

namespace IlgpuStyle.Cli.Display;

/// <summary>
/// Ctrl-C, SIGTERM and a terminal that is closed (SIGHUP) while it lives: the first stops the work in order, the second ends the process at
/// once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly bool s_isHangupIgnored = IsHangupIgnored();

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
            .. s_isHangupIgnored ? [] : new[] { PosixSignalRegistration.Create(PosixSignal.SIGHUP, Answer) },
        ];
    }

    /// <summary>
    /// Makes SIGHUP the runtime's before a library takes it: LLVM, which OpenCL drivers bring, ends the process with it, and a handler that
    /// the runtime finds there it calls first. Null where nobody wants it (nohup).
    /// </summary>
    public static IDisposable? TakeHangup() =>
        s_isHangupIgnored ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, static _ => { });

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    // What a process was born to ignore, the runtime would hear. Other systems do not say.
    private static bool IsHangupIgnored()
    {
        const string name = "SigIgn:";
        try
        {
            string? line = OperatingSystem.IsLinux()
                ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
                : null;
            return line is not null && (Convert.ToUInt64(line[name.Length..].Trim(), 16) & 1) != 0;
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            return false;
        }
    }

    private void Answer(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (_isStopping())
            Environment.Exit(ExitCodes.Interrupted);
        _stop();
    }
}
