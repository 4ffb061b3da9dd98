namespace IlgpuStyle;

/// <summary>What the system says against a file, in one line for the user.</summary>
internal static class FileFailure
{
    /// <summary>Runs something that works on a file.</summary>
    /// <param name="what">What fails then: "cannot read 'a.jpg'".</param>
    /// <param name="action">The work.</param>
    /// <exception cref="InputException">It failed.</exception>
    public static void Explain(string what, Action action) => Explain(what, () =>
    {
        action();
        return true;
    });

    /// <summary>Runs something that works on a file.</summary>
    /// <param name="what">What fails then: "cannot read 'a.jpg'".</param>
    /// <param name="action">The work.</param>
    /// <exception cref="InputException">It failed.</exception>
    public static T Explain<T>(string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{what}: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
