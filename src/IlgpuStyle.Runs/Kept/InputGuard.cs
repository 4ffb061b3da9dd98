namespace IlgpuStyle.Runs.Kept;

/// <summary>Keeps a result from replacing what it is made from.</summary>
internal static class InputGuard
{
    /// <summary>Refuses an output that is one of the inputs, also through a link.</summary>
    /// <param name="output">A file that will be written.</param>
    /// <param name="inputs">
    /// Files that are read; those that do not exist are somebody else's to complain of.
    /// </param>
    /// <exception cref="InputException">They are the same file.</exception>
    public static void Protect(string output, params IEnumerable<string> inputs)
    {
        if (!File.Exists(output))
            return;
        string target = AtomicFile.Target(output);
        foreach (string input in inputs)
        {
            if (File.Exists(input) && AtomicFile.Target(input) == target)
                throw new InputException(
                    $"'{output}' is an input of this run and would be lost; give the result another name.");
        }
    }
}
