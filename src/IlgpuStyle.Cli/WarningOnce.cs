namespace IlgpuStyle.Cli;

/// <summary>Does what the run can live without. A failure is one line on standard error, the same one not twice.</summary>
internal sealed class WarningOnce
{
    private string? _last;

    /// <summary>Tries.</summary>
    /// <returns>Whether it worked.</returns>
    public bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (InputException e)
        {
            if (e.Message != _last)
                Console.Error.WriteLine($"istyle: warning: {e.Message} The run goes on.");
            _last = e.Message;
            return false;
        }
    }
}
