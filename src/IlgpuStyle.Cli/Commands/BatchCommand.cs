using System.CommandLine;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Batches;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// <c>istyle batch JOBS.jsonl</c>, or <c>istyle batch --content 'a/*.jpg' --style 'b/*' -o DIR</c>.
/// </summary>
internal sealed class BatchCommand
{
    private readonly SettingOptions _defaults = new(BatchSettings.Kind, [.. BatchSettings.Defaults]);

    private readonly Argument<string?> _jobs = new("JOBS")
    {
        Description = "A file with one JSON object a line; keys are the options of transfer without dashes, "
            + "and photo, painting, output.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _content = Files(
        "--content",
        "Photos: files, folders or patterns such as 'photos/*.jpg'; each is painted in each style.");

    private readonly Option<string[]> _style = Files("--style", "Paintings, in the same way.");

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Folder of the results, the contact sheet and results.jsonl; made if missing.",
        HelpName = "FOLDER",
    };

    private readonly Option<string[]> _grid = Files(
        "--grid",
        "Options to vary, such as style-weight=5,10,20 (values with commas are separated by ';'); several "
            + "make all combinations.");

    private readonly Option<string?> _shard = new("--shard")
    {
        HelpName = "I/N",
        Description = "Make only every Nth picture, from the Ith on: I/N. Without it the array of Slurm or "
            + "the indexed job of Kubernetes that this runs in decides; 1/1 makes all.",
    };

    private readonly Option<int?> _shards = new("--shards")
    {
        Description = "How many shards there are, where the scheduler only tells which one this is.",
    };

    private readonly Option<bool> _noSheet = new("--no-contact-sheet")
    {
        Description = "Do not write contact-sheet.png.",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        BatchCommand batch = new();
        Command command = new(
            "batch", "Paint many pictures: every line of JOBS, or every photo in every style. What is "
                + "finished is not made again. Other options are those of transfer, for every picture.")
        {
            batch._jobs, batch._content, batch._style, batch._output, batch._grid, batch._shard, batch._shards, batch._noSheet,
        };
        batch._defaults.AddWithConfigTo(command);
        command.SetAction(batch.Run);
        return command;
    }

    private static Option<string[]> Files(string name, string description) => new(name)
    {
        HelpName = name == "--grid" ? "OPTION=VALUE,…" : "FILE",
        Description = description,
        AllowMultipleArgumentsPerToken = true,
    };

    private int Run(ParseResult parsed)
    {
        BatchFolder? folder = parsed.GetValue(_output) is { } path ? new BatchFolder(path) : null;
        SettingValues defaults = _defaults.Read(parsed);
        (IReadOnlyList<BatchJob> jobs, int perPhoto) = Plan(parsed, defaults, folder);
        Shard shard = Shard.Choose(
            parsed.GetValue(_shard), parsed.GetValue(_shards), Environment.GetEnvironmentVariable);
        IReadOnlyList<BatchJob> mine = shard.Of(jobs);
        folder?.Prepare(
            [.. mine.Select(job => job.Output)], jobs.SelectMany(job => job.Values.FilesRead).Distinct(), !parsed.GetValue(_noSheet));
        IReadOnlyList<DeviceChoice> devices = DeviceChoice.OpenAll(defaults, TerminalRun.Announcements);
        try
        {
            return Run(parsed, devices, folder, jobs, mine, shard, perPhoto);
        }
        finally
        {
            foreach (DeviceChoice device in devices)
                device.Backend.Dispose();
        }
    }

    private int Run(
        ParseResult parsed, IReadOnlyList<DeviceChoice> devices, BatchFolder? folder, IReadOnlyList<BatchJob> jobs,
        IReadOnlyList<BatchJob> mine, Shard shard, int perPhoto)
    {
        Console.Out.WriteLine(shard.Source.Length > 0
            ? $"batch: shard {shard} ({shard.Source}): {mine.Count} of {Counted.Of(jobs.Count, "picture")}"
            : $"batch: {Counted.Of(jobs.Count, "picture")}");
        foreach (DeviceChoice device in devices)
            Console.Out.WriteLine($"backend: {device.Backend.Name}: {device.Backend.Description}");
        int code = TerminalRun.RunAll(devices, mine, shard, folder);
        if (folder is not null && !parsed.GetValue(_noSheet) && code != ExitCodes.Interrupted && jobs.Any(job => File.Exists(job.Output)))
        {
            folder.Locked(
                folder.SheetPath, () => OutputGate.WritePicture(folder.SheetPath, BatchSheet.Render(jobs, perPhoto)));
            Console.Out.WriteLine($"wrote {folder.SheetPath}");
        }

        return code;
    }

    private (IReadOnlyList<BatchJob> Jobs, int PerPhoto) Plan(ParseResult parsed, SettingValues defaults, BatchFolder? folder)
    {
        string? file = parsed.GetValue(_jobs);
        string[] content = parsed.GetValue(_content) ?? [], style = parsed.GetValue(_style) ?? [];
        if (file is not null == (content.Length > 0 || style.Length > 0))
            throw new InputException(
                "expected either a file of jobs, or --content and --style; see 'istyle batch --help'.");
        if (file is null && (content.Length == 0 || style.Length == 0 || folder is null))
            throw new InputException(
                "--content, --style and -o belong together: photos, paintings and the "
                    + "folder of the results.");
        ParameterGrid grid = ParameterGrid.Parse(parsed.GetValue(_grid) ?? []);
        IReadOnlyList<string> paintings = file is null ? PictureFiles.Expand("--style", style) : [];
        IReadOnlyList<BatchJob> jobs = file is null
            ? BatchPlan.Product(PictureFiles.Expand("--content", content), paintings)
            : JobFile.Read(file);
        IReadOnlyList<BatchJob> plan = BatchPlan.Create(jobs, defaults, grid, folder?.FolderPath);
        return (plan, paintings.Count * grid.Points.Count);
    }
}
