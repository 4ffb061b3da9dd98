using System.Text;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>Gives every line that is written to it to somebody.</summary>
/// <param name="take">Gets a line without its end.</param>
internal sealed class LineWriter(Action<string> take) : TextWriter
{
    private readonly StringBuilder _line = new();

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (value != '\n')
        {
            _line.Append(value);
            return;
        }

        string line = _line.ToString().TrimEnd('\r');
        _line.Clear();
        take(line);
    }
}
