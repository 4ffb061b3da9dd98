namespace IlgpuStyle.Cli;

/// <summary>
/// Does what the run can live without. A failure is one line on standard error; the ones that follow it are
/// silent until something works again.
/// </summary>
internal sealed class WarningOnce
{
    private bool _failed;

    /// <summary>Tries.</summary>
    /// <returns>Whether it worked.</returns>
    public bool Try(Action action)
    {
        try
        {
            action();
            _failed = false;
            return true;
        }
        catch (InputException e)
        {
            if (!_failed)
                Console.Error.WriteLine($"istyle: warning: {e.Message.TrimEnd('.')}; the run goes on.");
            _failed = true;
            return false;
        }
    }
}
