namespace IlgpuStyle;

/// <summary>What the system says against a file, in one line for the user.</summary>
internal static class FileFailure
{
    /// <summary>Whether it is what the system says against a file or folder: no room, no such folder, no permission.</summary>
    public static bool IsOne(Exception e) => e is IOException or UnauthorizedAccessException;

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
        catch (Exception e) when (IsOne(e))
        {
            throw new InputException($"{what}: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
