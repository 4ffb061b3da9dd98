using System.CommandLine;

namespace IlgpuStyle.Cli;

/// <summary>The option --memory: the most that a run may take.</summary>
internal sealed class MemoryChoice
{
    /// <summary>--memory.</summary>
    public Option<string?> Memory { get; } = new("--memory")
    {
        Description = "The most that the run may take, such as 2GB: the process's memory, or the card's. A "
            + "run that would take more is made to fit, or refused.",
    };

    /// <summary>Adds it to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(Memory);

    /// <summary>The limit in bytes; null if the user gave none.</summary>
    /// <exception cref="InputException">It is no size.</exception>
    public long? LimitOf(ParseResult parsed) =>
        parsed.GetValue(Memory) is string text ? ByteSize.Parse("--memory", text) : null;
}
