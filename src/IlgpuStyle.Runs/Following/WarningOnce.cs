namespace IlgpuStyle.Runs.Following;

/// <summary>
/// Does what the run can live without. A failure is one warning; the ones that follow it are silent until something works again.
/// </summary>
/// <param name="announcements">Where the warning goes.</param>
internal sealed class WarningOnce(Announcements announcements)
{
    private bool _failed;

    /// <summary>Does it; an <see cref="InputException"/> is the warning.</summary>
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
                announcements.Note($"warning: {e.Message.TrimEnd('.')}; the run goes on.");
            _failed = true;
            return false;
        }
    }

    /// <summary>Tries something that works on a file.</summary>
    /// <param name="what">What fails then: "cannot write 'log.jsonl'".</param>
    /// <param name="action">The work.</param>
    /// <returns>Whether it worked.</returns>
    public bool Try(string what, Action action) => Try(() => FileFailure.Explain(what, action));
}
