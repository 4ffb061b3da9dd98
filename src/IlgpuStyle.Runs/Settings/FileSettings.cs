using System.Globalization;

namespace IlgpuStyle.Runs.Settings;

/// <summary>What a run leaves behind, and how it is followed.</summary>
internal static class FileSettings
{
    public static Setting<string> Output { get; } = new(
        "output", SettingTypes.Place("FILE"),
        "The picture: .png, .jpg, .webp, .tif or .avif; one that istyle made is replaced. - writes a PNG to standard output.")
    {
        Group = SettingGroup.Common,
        Effect = SettingEffect.Place,
        Letter = 'o',
        IsRequired = true,
    };

    public static Setting<int> SaveEvery { get; } = new(
        "save-every", SettingTypes.Whole("N", 0, 1_000_000), "Also save the picture every N iterations; 0 never.")
    {
        Group = SettingGroup.Output,
        Effect = SettingEffect.Place,
        Default = _ => "0",
    };

    public static Setting<string> SaveAs { get; } = new(
        "save-as", SettingTypes.Place("PATTERN"),
        "Where --save-every saves, with {name} of OUT and {iteration}, as in shots/{name}-{iteration:0000}.png; default: OUT-NNNN beside "
            + "OUT.")
    {
        Group = SettingGroup.Output,
        Effect = SettingEffect.Place,
        Need = new(facts => facts.Values.Get(SaveEvery) > 0, "--save-every"),
    };

    public static Setting<string> Folder { get; } = new(
        "run", SettingTypes.Place("FOLDER"), "A folder that keeps the run: checkpoint, log of every step, snapshots and report.html.")
    {
        Group = SettingGroup.Output,
        Effect = SettingEffect.Place,
    };

    public static Setting<string> Checkpoint { get; } = new(
        "checkpoint", SettingTypes.Place("FILE"),
        "The checkpoint that 'istyle resume' continues; default: in the run's folder, or OUT.checkpoint. Removed when the picture is done.")
    {
        Group = SettingGroup.Output,
        Effect = SettingEffect.Place,
    };

    public static Setting<(int Steps, TimeSpan Time)> CheckpointEvery { get; } = new(
        "checkpoint-every", SettingTypes.Text("TIME", ReadInterval),
        "Time or steps between two checkpoints, as 60s or 10; 0 only when the run is interrupted.")
    {
        Group = SettingGroup.Output,
        Effect = SettingEffect.Place,
        Default = _ => "300s",
    };

    public static Setting<string> Video { get; } = new(
        "video", SettingTypes.Place("FILE"), "A film of the run, .mp4 or .gif, a frame for every step; needs ffmpeg.")
    {
        Group = SettingGroup.Output,
        Effect = SettingEffect.Place,
    };

    public static Setting<bool> NoRecord { get; } = new(
        "no-record", SettingTypes.Flag,
        "Leave the settings out of the picture ('istyle show' and 'rerun' need them; they name the inputs' paths).")
    {
        Group = SettingGroup.Output,
        Effect = SettingEffect.Place,
    };

    public static Setting<string> Progress { get; } = new(
        "progress", SettingTypes.Choice(
            ("auto", "auto", "live on a terminal, plain elsewhere"), ("live", "live", "a line redrawn in place"),
            ("plain", "plain", "lines now and then"), ("json", "json", "a JSON object a line, every step"), ("none", "none", "nothing")),
        "How the run shows itself: live (a line redrawn in place), plain (lines now and then), json (a JSON object a line, every "
            + "step), none, or auto (live on a terminal, plain elsewhere).")
    {
        Group = SettingGroup.Watching,
        Effect = SettingEffect.Watching,
        Default = _ => "auto",
    };

    public static Setting<int> Preview { get; } = new(
        "preview", SettingTypes.Text("PORT", ReadPort) with { IsOptional = true, Shape = SettingShape.Number },
        "Serve a page about the run on 127.0.0.1: the picture as it grows, the losses, pause, stop, and sliders for the weights. "
            + "PORT is any free one unless given; the address is printed.")
    {
        Group = SettingGroup.Watching,
        Effect = SettingEffect.Watching,
    };

    public static Setting<bool> PrintLosses { get; } = new(
        "print-losses", SettingTypes.Flag,
        "Print every term of the loss at the start (step 0) and after every step: loss, step, kind, layer, part, value between tabs.")
    {
        Group = SettingGroup.Watching,
        Effect = SettingEffect.Watching,
    };

    /// <summary>What a run leaves behind besides its picture, in the order of help.</summary>
    public static IReadOnlyList<Setting> Kept { get; } = [SaveEvery, SaveAs, Folder, Checkpoint, CheckpointEvery, Video, NoRecord];

    /// <summary>How it is followed, in the order of help.</summary>
    public static IReadOnlyList<Setting> Watching { get; } = [Progress, Preview, PrintLosses];

    private static int ReadPort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= 65535
            ? port
            : throw new FormatException("expected a port, 1 to 65535, or nothing; write --preview after the file names.");

    private static (int Steps, TimeSpan Time) ReadInterval(string text)
    {
        bool isTime = text.EndsWith('s');
        if (!int.TryParse(isTime ? text[..^1] : text, out int number) || number is < 0 or > 1_000_000)
            throw new FormatException("expected seconds as 60s, steps as 10, or 0.");
        return isTime ? (0, TimeSpan.FromSeconds(number)) : (number, TimeSpan.Zero);
    }
}
