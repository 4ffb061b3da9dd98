using System.Text;

namespace IlgpuStyle.Cli.Display;

/// <summary>
/// Standard output of a program that must not lose hours of work to it: once it cannot be written (a log on a
/// full disk, a closed descriptor) the run goes on without it, and <see cref="Failure"/> keeps the reason for
/// the end. Lines may hold names of files as they are: what a terminal would obey is shown (<see cref="Printable"/>).
/// </summary>
/// <param name="inner">Where lines really go.</param>
internal sealed class SteadyWriter(TextWriter inner) : TextWriter
{
    /// <summary>Why nothing is written any more; null while all is well.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) =>
        Try(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value is null ? null : Printable.Lines(value)));

    /// <inheritdoc/>
    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        if (Failure is not null)
            return;
        try
        {
            write();
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            // .NET wraps EBADF in words about access; the reason is inside.
            Failure = (e.InnerException ?? e).Message.TrimEnd('.');
        }
    }
}
