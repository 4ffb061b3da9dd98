using System.CommandLine;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Parsing;

/// <summary><c>istyle PHOTO PAINTING</c>: words that begin with a picture, or with an option of transfer, are those of transfer.</summary>
internal static class ShortCommand
{
    /// <summary>The words with the command that was left out.</summary>
    public static string[] Complete(RootCommand root, string[] arguments) =>
        arguments is [{ } first, ..] && root.Subcommands.All(command => command.Name != first)
            && root.Options.All(option => option.Name != first) && IsTransfer(first)
            ? [RunKind.Transfer.Name, .. arguments]
            : arguments;

    private static bool IsTransfer(string word) => word == InputAddress.StandardStream || (word.StartsWith('-')
        ? RunKind.Transfer.Find(word.TrimStart('-').Split('=')[0]) is not null
        : word.IndexOfAny(['.', '/', '\\', '~', '@']) >= 0 && !word.StartsWith('[') || Path.Exists(word));
}
