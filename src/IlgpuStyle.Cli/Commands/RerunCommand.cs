using System.CommandLine;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle rerun OUT.png</c>.</summary>
internal static class RerunCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> picture = new("PICTURE") { Description = "A picture that istyle made." };
        Option<string?> output = new("--output", "-o")
        {
            Description = "The new picture; default: PICTURE-rerun beside it.",
            HelpName = "FILE",
        };
        Option<bool> force = new("--force")
        {
            Description = "Even if inputs, weights or the program have changed; the result is another then.",
        };
        Command command = new(
            "rerun",
            "Make a picture again from the settings that it carries: the same bits on the same machine.")
        {
            picture, output, force,
        };
        // Where anything goes, and is kept meanwhile, is for the present user to say.
        SettingOptions own = new(RunKind.Transfer, [.. FileSettings.Watching, MachineSettings.Scratch]);
        own.AddTo(command);
        command.SetAction(parsed => Run(
            parsed.GetValue(picture)!, parsed.GetValue(output), parsed.GetValue(force), own.Read(parsed)));
        return command;
    }

    private static int Run(string picture, string? output, bool force, SettingValues own)
    {
        // Who wrote the log does not say where the new picture goes.
        if (Directory.Exists(picture))
            throw new InputException($"'{picture}' is a folder; name the picture of its run: '{RunFolder.PictureOf(picture)}'.");
        RunRecord record = PictureRecord.Read(picture);
        RunSpec.RequireFiles(record.Run.Settings, picture);
        output ??= Path.Combine(
            Path.GetDirectoryName(picture) ?? "",
            Path.GetFileNameWithoutExtension(picture) + "-rerun" + Path.GetExtension(picture));
        return TerminalRun.Run(
            record.Run.Settings.With(FileSettings.Output, output).With(own), new RunStart(record, State: null, force));
    }
}
