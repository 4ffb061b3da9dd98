using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using IlgpuStyle.Runs;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>What a shell is told when its user presses tab: <c>[suggest:POSITION]</c> and the line.</summary>
internal static class Suggestions
{
    /// <summary>Replaces the library's answer by ours: each option by its name alone, without its letters and slashes.</summary>
    public static void Attach(RootCommand root)
    {
        SuggestDirective directive = root.Directives.OfType<SuggestDirective>().Single();
        directive.Action = new Print(directive);
    }

    private sealed class Print(SuggestDirective directive) : SynchronousCommandLineAction
    {
        // What is typed in part is no command line yet.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            string line = parseResult.Tokens.LastOrDefault(token => token.Type != TokenType.Directive)?.Value ?? "";
            string? place = parseResult.GetResult(directive)?.Values.SingleOrDefault();
            ParseResult begun = parseResult.RootCommandResult.Command.Parse(line, parseResult.Configuration);
            IEnumerable<string> words = begun
                .GetCompletions(place is null ? line.Length : int.Parse(place, CultureInfo.InvariantCulture))
                .Select(item => item.Label);
            foreach (string word in words.Where(word => word[0] is not ('-' or '/') || word.StartsWith("--", StringComparison.Ordinal)))
                parseResult.InvocationConfiguration.Output.WriteLine(word);
            return ExitCodes.Success;
        }
    }
}
