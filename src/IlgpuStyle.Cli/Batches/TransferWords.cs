using System.CommandLine;
using IlgpuStyle.Cli.Commands;

namespace IlgpuStyle.Cli.Batches;

/// <summary>
/// The words of <c>transfer</c> by name, so that every option it has, now or later, can stand in a job file,
/// a grid and the command line of a batch.
/// </summary>
internal sealed class TransferWords
{
    // A batch runs on one device: its own command line chooses it.
    private static readonly string[] s_ofTheWholeBatch = ["backend", "threads"];

    private readonly Command _command = new("transfer");
    private readonly Dictionary<string, string> _canonical = [];

    /// <summary>Collects the names.</summary>
    public TransferWords()
    {
        Line.AddTo(_command);
        NumberWords.Attach(_command);
        foreach (Argument argument in _command.Arguments)
            _canonical[argument.Name.ToLowerInvariant()] = argument.Name.ToLowerInvariant();
        foreach (Option option in _command.Options)
        {
            foreach (string alias in option.Aliases.Prepend(option.Name))
                _canonical[alias.TrimStart('-')] = option.Name.TrimStart('-');
        }

        _canonical.TryAdd("content", "photo");
        _canonical.TryAdd("style", "painting");
    }

    /// <summary>The options themselves.</summary>
    public TransferCommandLine Line { get; } = new();

    /// <summary>
    /// The options that a batch takes as defaults of its jobs: all but the files of a single run.
    /// </summary>
    public IEnumerable<Option> Defaults =>
        _command.Options.Where(option => option != Line.Output && !Line.Files.Outputs.Contains(option));

    /// <summary>The name under which a word is kept.</summary>
    /// <param name="word">A name without dashes.</param>
    /// <param name="where">For the message.</param>
    /// <exception cref="InputException">
    /// There is no such word, or it is not one picture's to choose.
    /// </exception>
    public string Name(string word, string where)
    {
        if (!_canonical.TryGetValue(word, out string? name))
            throw new InputException(
                $"{where}: unknown key '{word}'; known: "
                    + $"{string.Join(", ", _canonical.Values.Distinct().Except(s_ofTheWholeBatch))}.");
        if (s_ofTheWholeBatch.Contains(name))
            throw new InputException(
                $"{where}: '{word}' is chosen once for the whole batch: give --{name} on the command line.");
        return name;
    }

    /// <summary>The options that were typed on a batch's command line, as words.</summary>
    public Dictionary<string, IReadOnlyList<string>> Typed(ParseResult parsed)
    {
        Dictionary<string, IReadOnlyList<string>> words = [];
        foreach (Option option in Defaults)
        {
            if (parsed.GetResult(option) is { Implicit: false } result)
                words[option.Name.TrimStart('-')] = result.Tokens.Count > 0
                    ? [.. result.Tokens.Select(t => t.Value)]
                    : ["true"];
        }

        return words;
    }

    /// <summary>The job as if it had been typed behind <c>istyle transfer</c>.</summary>
    /// <exception cref="InputException">
    /// A value is not of its option's kind, or a word is missing.
    /// </exception>
    public ParseResult Parse(BatchJob job)
    {
        List<string> tokens = [];
        foreach (Option option in _command.Options)
        {
            foreach (string value in job.Words.GetValueOrDefault(option.Name.TrimStart('-'), []))
                tokens.Add($"{option.Name}={value}");
        }

        tokens.Add("--");
        foreach (Argument argument in _command.Arguments)
            tokens.AddRange(job.Words.GetValueOrDefault(argument.Name.ToLowerInvariant(), []));
        ParseResult parsed = _command.Parse(tokens);
        return parsed.Errors.Count == 0
            ? parsed
            : throw new InputException($"{job.Origin}: {NumberWords.Explain(parsed.Errors[0])}");
    }
}
