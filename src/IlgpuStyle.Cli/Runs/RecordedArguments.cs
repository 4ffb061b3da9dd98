using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using IlgpuStyle.Cli.Batches;

namespace IlgpuStyle.Cli.Runs;

/// <summary>
/// A command line taken apart: what decides the picture, with every path absolute, and what only says where
/// things go. New options are covered without being known here: an argument of text that names an existing
/// file, alone or between commas, equals signs and colons, is an input. A folder is one only behind a
/// command's arguments, where no word could be meant instead; its pictures are inputs.
/// </summary>
internal sealed class RecordedArguments
{
    private static readonly char[] s_separators = [',', '=', ':'];

    private readonly List<string> _decisive = [];
    private readonly List<string> _places = [];
    private readonly SortedSet<string> _inputs = new(StringComparer.Ordinal);

    /// <summary>Takes apart what the parser understood.</summary>
    /// <param name="command">The command's part of the parse result.</param>
    /// <param name="outputs">Options that hold the path of an output.</param>
    /// <param name="places">Other options that do not change the picture.</param>
    /// <param name="leftOut">Options that the caller replaces by what they meant.</param>
    public RecordedArguments(
        CommandResult command, IReadOnlyCollection<Option> outputs, IReadOnlyCollection<Option> places,
        IReadOnlyCollection<Option> leftOut)
    {
        // Sorted: the same run is the same text, in whatever order its words were given.
        foreach (SymbolResult child in command.Children.OrderBy(
            c => (c as OptionResult)?.Option.Name ?? "", StringComparer.Ordinal))
        {
            switch (child)
            {
                case ArgumentResult argument:
                    _decisive.AddRange(argument.Tokens.Select(
                        token => Absolute(token.Value, argument.Argument.ValueType, withFolders: true)));
                    break;
                case OptionResult { Implicit: false } option when outputs.Contains(option.Option):
                    Add(_places, option, Path.GetFullPath);
                    break;
                case OptionResult { Implicit: false } option when places.Contains(option.Option):
                    Add(_places, option, token => token);
                    break;
                case OptionResult { Implicit: false } option when !leftOut.Contains(option.Option):
                    Add(
                        _decisive, option,
                        token => Absolute(token, option.Option.ValueType, withFolders: false));
                    break;
            }
        }
    }

    /// <summary>What decides the picture.</summary>
    public IReadOnlyList<string> Decisive => _decisive;

    /// <summary>What says where things go.</summary>
    public IReadOnlyList<string> Places => _places;

    /// <summary>Absolute paths of the inputs, in the order of their bytes.</summary>
    public IReadOnlyCollection<string> Inputs => _inputs;

    /// <summary>Reads the inputs' checksums.</summary>
    /// <exception cref="InputException">A file cannot be read any more.</exception>
    public IReadOnlyList<InputFile> HashInputs() =>
        [.. _inputs.Select(path => new InputFile(path, Sha256Of(path)))];

    /// <summary>The checksum of a file.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static string Sha256Of(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot read '{path}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static void Add(List<string> list, OptionResult option, Func<string, string> value)
    {
        if (option.Tokens.Count == 0)
            list.Add(option.Option.Name);
        foreach (Token token in option.Tokens)
        {
            list.Add(option.Option.Name);
            list.Add(value(token.Value));
        }
    }

    private static bool HoldsText(Type type) =>
        type == typeof(string) || type == typeof(string[]) || type == typeof(List<string>);

    private string Absolute(string token, Type type, bool withFolders)
    {
        if (!HoldsText(type))
            return token;
        if (Input(token, withFolders) is { } whole)
            return whole;
        string result = "";
        int start = 0;
        for (int end = 0; end <= token.Length; end++)
        {
            if (end < token.Length && !s_separators.Contains(token[end]))
                continue;
            string piece = token[start..end];
            // What follows a colon is a weight.
            result += Input(piece, withFolders && (start == 0 || token[start - 1] == ',')) ?? piece;
            if (end < token.Length)
                result += token[end];
            start = end + 1;
        }

        return result;
    }

    /// <summary>The absolute path of a file or folder of inputs; null if it is none.</summary>
    private string? Input(string path, bool withFolders)
    {
        string[] files = File.Exists(path) ? [path]
            : withFolders && Directory.Exists(path) ? [.. PictureFiles.Expand("folder", [path])]
            : [];
        _inputs.UnionWith(files.Select(Path.GetFullPath));
        return files.Length > 0 ? Path.GetFullPath(path) : null;
    }
}
