using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>The groups of settings as help and documentation name them.</summary>
internal static class SettingGroups
{
    /// <summary>The word for every group.</summary>
    public const string All = "all";

    private static readonly (SettingGroup Group, string Word, string Title)[] s_groups =
    [
        (SettingGroup.Common, "common", "What most pictures need"),
        (SettingGroup.Look, "look", "How it is painted, and where it starts"),
        (SettingGroup.Colour, "colour", "Whose colours it has"),
        (SettingGroup.Masks, "masks", "What acts where: masks and regions"),
        (SettingGroup.SizeAndMemory, "memory", "Large pictures in little memory"),
        (SettingGroup.Device, "device", "What computes it: graphics card, processor"),
        (SettingGroup.Output, "output", "What a run keeps besides its picture"),
        (SettingGroup.Watching, "watching", "Progress, preview, losses"),
        (SettingGroup.Expert, "expert", "Formula, network and optimiser in detail"),
    ];

    /// <summary>What can stand behind <c>--help</c>.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. s_groups.Select(group => group.Word), All];

    /// <summary>Whether a word stands for a group, in either spelling, or for all.</summary>
    public static bool IsOne(string word) => Words.Contains(Canonical(word));

    /// <summary>The word as <see cref="Words"/> has it, if it is one of them.</summary>
    public static string Canonical(string word) =>
        word.Equals("color", StringComparison.OrdinalIgnoreCase) ? WordOf(SettingGroup.Colour) : word.ToLowerInvariant();

    /// <summary>The groups, in the order of help.</summary>
    public static IEnumerable<SettingGroup> InOrder => s_groups.Select(group => group.Group);

    /// <summary>What is typed behind <c>--help</c> for a group.</summary>
    public static string WordOf(SettingGroup group) => s_groups.Single(g => g.Group == group).Word;

    /// <summary>What a group is about.</summary>
    public static string TitleOf(SettingGroup group) => s_groups.Single(g => g.Group == group).Title;
}
