namespace IlgpuStyle;

/// <summary>
/// Something the user gave cannot be used: a file, an option, a size. The message is one line that says what,
/// where (path, offset, layer), expected and found, and what to do. The command line prints it and exits 1. Names from files may stand in
/// it as they are: what a terminal would obey instead of show is escaped here (<see cref="Printable"/>).
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One line for the user.</param>
    /// <param name="innerException">The technical cause, if there is one.</param>
    public InputException(string message, Exception? innerException = null)
        : base(Printable.Text(message), innerException)
    {
    }
}
