using System.CommandLine;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Batches;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle transfer</c>, <c>texture</c>, <c>reconstruct</c>: a command for each kind of run.</summary>
internal static class RunCommand
{
    /// <summary>The command of a kind of run.</summary>
    public static Command Create(RunKind kind)
    {
        SettingOptions options = new(kind);
        Command command = new(kind.Name, kind.Description);
        options.AddWithConfigTo(command);
        OutputWords output = new(kind);
        output.AddTo(command, options);
        command.SetAction(parsed => Run(output.Complete(parsed, options.Read(parsed), TerminalRun.Announcements.Note)));
        return command;
    }

    private static int Run(SettingValues values, string? outputName = null)
    {
        if (values.Get(FileSettings.Output) == InputAddress.StandardStream)
            return RunToStandardOutput(values);
        IReadOnlyList<SettingValues> parts = values.Kind.Parts(values);
        return parts.Count == 1 ? TerminalRun.Run(parts[0], outputName: outputName) : RunSheet(values, parts);
    }

    /// <summary>The picture as PNG on standard output; what is usually written there goes to standard error.</summary>
    private static int RunToStandardOutput(SettingValues values)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("istyle-");
        TextWriter usual = Console.Out;
        try
        {
            Console.SetOut(Console.Error);
            string file = Path.Combine(folder.FullName, "picture.png");
            int code = Run(values.With(FileSettings.Output, file), "to standard output");
            if (!File.Exists(file))
                return code;
            using Stream output = Console.OpenStandardOutput();
            output.Write(File.ReadAllBytes(file));
            return code;
        }
        finally
        {
            Console.SetOut(usual);
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Several pictures, and a sheet of them under the name that was typed.</summary>
    private static int RunSheet(SettingValues values, IReadOnlyList<SettingValues> parts)
    {
        string output = values.Get(FileSettings.Output)!;
        if (FileSettings.Watching.FirstOrDefault(values.Has) is { } watched)
            throw new InputException($"--{watched.Name} changes nothing here: several layers are painted as a batch is; name one layer.");
        ImageFile.CheckWritable(output);
        OutputGate.CheckPicture(output, values.FilesRead);
        BatchJob[] jobs = [.. parts.Select(part => new BatchJob(part.Get(FileSettings.Output)!, part, part))];
        DeviceChoice device = DeviceChoice.Open(values, TerminalRun.Announcements);
        using Backends.IBackend backend = device.Backend;
        Console.Out.WriteLine($"backend: {backend.Name}: {backend.Description}");
        int code = TerminalRun.RunAll([device], jobs, Shard.Whole, folder: null);
        if (code != ExitCodes.Success)
            return code;
        ContactSheet sheet = new(jobs.Length + 1);
        RgbImage first = ImageFile.Read(jobs[0].Output),
            original = ImageFile.Read(InputAddress.Read(values.InputFiles.First()), values.InputFiles.First());
        sheet.Add(Resampler.Resize(original, first.Size), "original");
        string stem = Path.GetFileNameWithoutExtension(output) + "-";
        foreach (BatchJob job in jobs)
            sheet.Add(ImageFile.Read(job.Output), Path.GetFileNameWithoutExtension(job.Output)[stem.Length..]);
        OutputGate.WritePicture(output, sheet.Render());
        Console.Out.WriteLine($"wrote {output}");
        return ExitCodes.Success;
    }
}
