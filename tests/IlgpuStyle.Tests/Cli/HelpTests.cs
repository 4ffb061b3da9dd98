using System.CommandLine;
using IlgpuStyle.Cli;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Tests.Cli;

/// <summary>What --help shows is there for every command, and true.</summary>
[Collection("console")]
public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. All(Program.Root()).Select(CommandText.NameOf)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfEveryCommand_EndsInExamplesThatParse(string name)
    {
        Command command = All(Program.Root()).Single(c => CommandText.NameOf(c) == name);
        IReadOnlyList<string> examples = HelpExamples.Of(command);
        Assert.True(examples.Count > 0, $"add an example of '{name}' to HelpExamples.cs.");
        string help = CommandRun.Of([.. name.Split(' ').Skip(1), "--help", "all"]).Output;
        Assert.Contains("Examples:", help);
        Assert.All(examples, example =>
        {
            Assert.Contains($"  {example}", help);
            Assert.StartsWith(name, example);
            System.CommandLine.RootCommand root = Program.Root();
            Assert.Empty(root.Parse(ShortCommand.Complete(root, Words(example))).Errors);
        });
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfEveryCommand_DescribesEveryOptionAndArgument(string name)
    {
        Command command = All(Program.Root()).Single(c => CommandText.NameOf(c) == name);
        Assert.False(string.IsNullOrWhiteSpace(command.Description), name);
        Assert.All(command.Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name));
        Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrWhiteSpace(argument.Description), argument.Name));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfEveryCommand_ShowsWhatValuesLookLikeInPlaceOfTheOptionsName(string name)
    {
        Command command = All(Program.Root()).Single(c => CommandText.NameOf(c) == name);
        string help = CommandRun.Of([.. name.Split(' ').Skip(1), "--help"]).Output;
        Assert.All(command.Options, option => Assert.DoesNotContain($"<{option.Name.TrimStart('-')}>", help));
    }

    [Fact]
    public void Root_FirstWordACommand_MakesThatOneAlone()
    {
        IReadOnlyList<string> all = [.. Program.Root().Subcommands.Select(command => command.Name)];
        Assert.All(all.Except(["help"]), name => Assert.Equal(name, Assert.Single(Program.Root(name).Subcommands).Name));
        Assert.Empty(Program.Root("--version").Subcommands);
        Assert.Equal(all, Program.Root("--help").Subcommands.Select(command => command.Name));
    }

    [Fact]
    public void Help_OfTransfer_FitsOnATerminal()
    {
        string[] lines = CommandRun.Of("transfer", "--help").Output.TrimEnd('\n').Split('\n');
        Assert.InRange(lines.Length, 20, 40);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.True(CommandText.GroupsOf(Transfer).Single(group => group.Group == SettingGroup.Common).Options.Count <= 8);
    }

    [Fact]
    public void Help_OfEveryGroup_ShowsItsOptionsAndAllShowsEveryOne()
    {
        string all = CommandRun.Of("transfer", "--help", "all").Output;
        foreach ((SettingGroup? group, IReadOnlyList<Option> options) in CommandText.GroupsOf(Transfer))
        {
            string help = CommandRun.Of("help", "transfer", SettingGroups.WordOf(group!.Value)).Output;
            Assert.All(options, option => Assert.Contains(option.Name, help));
            Assert.All(options, option => Assert.Contains(option.Name, all));
            Assert.Contains($"  {SettingGroups.WordOf(group.Value)} ", CommandRun.Of("transfer", "-h").Output + "  common ");
        }

        Assert.DoesNotContain("the preset's", all);
    }

    [Fact]
    public void Program_WithoutWords_SaysWhatItIsFor()
    {
        (int code, string text, string error) = CommandRun.Of();
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("istyle paints a photo in the style of a painting", text);
        Assert.Contains("istyle photo.jpg painting.jpg", text);
        Assert.Equal(text, CommandRun.Of("help").Output);
        Assert.Equal(CommandRun.Of("weights", "get", "--help").Output, CommandRun.Of("help", "weights", "get").Output);
    }

    [Fact]
    public void Manual_Always_HoldsEveryCommandAndOption()
    {
        string page = CommandRun.Of("help", "--man").Output.Replace("\\-", "-");
        Assert.StartsWith(".TH ISTYLE 1", page);
        Assert.All(All(Program.Root()).SelectMany(CommandText.OptionsOf), option => Assert.Contains(option.Name, page));
        Assert.Contains("keep: the photo's colours", page);
    }

    private static Command Transfer => Program.Root().Subcommands.Single(command => command.Name == "transfer");

    // As a shell would: quotes hold together what they enclose.
    private static string[] Words(string line) =>
        [.. line.Split('\'').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Skip(1)];

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
