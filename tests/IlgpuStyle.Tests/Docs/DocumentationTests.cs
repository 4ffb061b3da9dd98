using System.CommandLine;
using System.Text.RegularExpressions;
using IlgpuStyle.Cli;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Tests.Cli;

namespace IlgpuStyle.Tests.Docs;

/// <summary>The documentation is true: links lead somewhere, options exist, commands are command lines.</summary>
[Collection("console")]
public sealed partial class DocumentationTests
{
    private static readonly string s_root = Root();

    // Options of other programs that the pages name.
    private static readonly string[] s_foreign =
        ["--add-source", "--source", "--quick", "--scripts", "--configfile", "--tool-path", "--option"];

    /// <summary>README.md and docs; the chapters beside the code and the examples are checked for their links alone.</summary>
    public static TheoryData<string> Pages => [.. PageNames];

    /// <summary>The options' page, which the program writes, holds patterns of commands.</summary>
    public static TheoryData<string> WrittenPages => [.. PageNames.Where(page => page != "docs/options.md")];

    private static IEnumerable<string> PageNames =>
        [.. Directory.GetFiles(Path.Combine(s_root, "docs"), "*.md").Append(Path.Combine(s_root, "README.md")).Select(Relative)
            .Order(StringComparer.Ordinal)];

    public static TheoryData<string> AllPages => [.. PageNames.Concat(
        new[] { "src", "kernels", "tests", "bench", "weights", "examples" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(s_root, folder), "*.md", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/artifacts/", StringComparison.Ordinal)).Select(Relative).Order(StringComparer.Ordinal))];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Page_EveryLinkAndAnchor_LeadsSomewhere(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(s_root, page))!;
        foreach (Match link in Link().Matches(Prose(page)))
        {
            string target = link.Groups[1].Value;
            if (target.StartsWith("http", StringComparison.Ordinal))
                continue;
            string[] parts = target.Split('#', 2);
            string file = parts[0].Length == 0 ? Path.Combine(s_root, page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
            Assert.True(Path.Exists(file), $"{page}: there is no '{target}'.");
            Assert.True(parts.Length == 1 || Anchors(file).Contains(parts[1]), $"{page}: '{target}' has no such heading.");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_EveryOption_Exists(string page)
    {
        HashSet<string> known = [.. CommandText.All(Program.Root()).SelectMany(command => command.Options).Select(option => option.Name),
            .. s_foreign];
        // Messages that quote a mistake are not advice.
        IEnumerable<string> named = OptionWord().Matches(Regex.Replace(Text(page), "Unknown option '[^']*'", "")).Select(match =>
            match.Value);
        Assert.Equal([], named.Where(option => !known.Contains(option)).Distinct());
    }

    [Theory]
    [MemberData(nameof(WrittenPages))]
    public void Page_EveryCommand_Parses(string page)
    {
        foreach (Match command in Command().Matches(Text(page)))
        {
            string line = Regex.Replace(command.Groups[1].Value, " >+[^ ]*$", "");
            RootCommand root = Program.Root();
            Assert.Equal([], root.Parse(ShortCommand.Complete(root, Words(line)), Program.Configuration).Errors.Select(error =>
                $"{line}: {error.Message}"));
        }
    }

    [Fact]
    public void Options_Page_IsWhatTheTableSays() => Assert.True(
        Text("docs/options.md") == CommandRun.Of("help", "--markdown").Output,
        "docs/options.md is not that of the program: ./istyle help --markdown >docs/options.md");

    [Fact]
    public void Readme_Words_AreFew() =>
        Assert.InRange(Text("README.md").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length, 300, 700);

    [Fact]
    public void Docs_EveryPage_IsInTheList()
    {
        string list = Text("docs/README.md");
        Assert.All(PageNames.Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != "docs/README.md"),
            page => Assert.Contains($"]({Path.GetFileName(page)})", list));
    }

    private static string Text(string page) => File.ReadAllText(Path.Combine(s_root, page));

    // Links in code are none.
    private static string Prose(string page) => Regex.Replace(Regex.Replace(Text(page), "(?s)```.*?```", ""), "`[^`\n]*`", "");

    // As GitHub makes them of headings.
    private static HashSet<string> Anchors(string file) => File.Exists(file)
        ? [.. File.ReadLines(file).Where(line => line.StartsWith('#')).Select(line =>
            Regex.Replace(line.TrimStart('#').Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-'))]
        : [];

    // As a shell would: quotes hold together what they enclose.
    private static string[] Words(string line) =>
        [.. line.Split('\'').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    private static string Relative(string file) => Path.GetRelativePath(s_root, file).Replace('\\', '/');

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "IlgpuStyle.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests are not below IlgpuStyle.sln");
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z0-9-]*[a-z0-9]")]
    private static partial Regex OptionWord();

    [GeneratedRegex(@"(?m)^    (?:\./)?istyle (.+)$")]
    private static partial Regex Command();
}
