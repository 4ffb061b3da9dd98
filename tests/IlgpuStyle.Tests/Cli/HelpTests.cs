using System.CommandLine;
using IlgpuStyle.Cli;
using IlgpuStyle.Cli.Parsing;

namespace IlgpuStyle.Tests.Cli;

/// <summary>What --help shows is there for every command, and true.</summary>
[Collection("console")]
public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. All(Program.Root()).Select(HelpExamples.NameOf)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfEveryCommand_EndsInExamplesThatParse(string name)
    {
        Command command = All(Program.Root()).Single(c => HelpExamples.NameOf(c) == name);
        IReadOnlyList<string> examples = HelpExamples.Of(command);
        Assert.True(examples.Count > 0, $"add an example of '{name}' to HelpExamples.cs.");
        string help = CommandRun.Of([.. name.Split(' ').Skip(1), "--help"]).Output;
        Assert.Contains("Examples:", help);
        Assert.All(examples, example =>
        {
            Assert.Contains($"  {example}", help);
            Assert.StartsWith(name, example);
            Assert.Empty(Program.Root().Parse(Words(example)).Errors);
        });
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfEveryCommand_DescribesEveryOptionAndArgument(string name)
    {
        Command command = All(Program.Root()).Single(c => HelpExamples.NameOf(c) == name);
        Assert.False(string.IsNullOrWhiteSpace(command.Description), name);
        Assert.All(command.Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name));
        Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrWhiteSpace(argument.Description), argument.Name));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfEveryCommand_ShowsWhatValuesLookLikeInPlaceOfTheOptionsName(string name)
    {
        Command command = All(Program.Root()).Single(c => HelpExamples.NameOf(c) == name);
        string help = CommandRun.Of([.. name.Split(' ').Skip(1), "--help"]).Output;
        Assert.All(command.Options, option => Assert.DoesNotContain($"<{option.Name.TrimStart('-')}>", help));
    }

    // As a shell would: quotes hold together what they enclose.
    private static string[] Words(string line) =>
        [.. line.Split('\'').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Skip(1)];

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
