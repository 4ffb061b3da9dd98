using IlgpuStyle.Runs.Records;

namespace IlgpuStyle.Runs.Kept;

/// <summary>The folder of --run and the names in it.</summary>
internal static class RunFolder
{
    /// <summary>Folder of the snapshots.</summary>
    public const string SnapshotFolder = "snapshots";

    /// <summary>One JSON object a line: the settings, every step, every event, the end.</summary>
    public const string LogName = "log.jsonl";

    /// <summary>The report.</summary>
    public const string ReportName = "report.html";

    /// <summary>How every report begins, so that one is known again.</summary>
    public const string ReportBeginning = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta name=\"generator\" content=\"istyle\">";

    // FOLDER/run.lock while a run is in it.
    private const string LockedName = "run";

    /// <summary>Holds the folder for one run.</summary>
    /// <param name="folder">Its path.</param>
    /// <exception cref="InputException">Another run has it, or it is a file or cannot be made.</exception>
    public static RunLock Hold(string folder) => File.Exists(folder)
        ? throw new InputException($"--run '{folder}': it is a file; name a folder.")
        : new RunLock(Path.Combine(folder, LockedName));

    /// <summary>The picture of the run whose folder is named; what is no folder names itself.</summary>
    /// <param name="run">A picture, or a folder of --run.</param>
    /// <exception cref="InputException">It is another folder, or the picture has gone.</exception>
    public static string PictureOf(string run)
    {
        if (!Directory.Exists(run))
            return run;
        string log = Path.Combine(run, LogName);
        string output = (File.Exists(log) ? RunLog.Read(log).OfType<BeginRecord>().LastOrDefault()?.Output : null)
            ?? throw new InputException($"'{run}' is a folder, and holds no run; expected a picture that istyle made, or the --run folder "
                + "of one.");
        return File.Exists(output) ? output
            : throw new InputException($"the picture of the run in '{run}', '{output}', is not there; name it where it is now.");
    }

    /// <summary>Makes the folder, or finds it empty of other runs.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="resumed">Whether the run in it is the one that goes on.</param>
    /// <exception cref="InputException">It holds another run, or cannot be made.</exception>
    public static void Prepare(string folder, bool resumed)
    {
        if (!resumed && File.Exists(Path.Combine(folder, RunFiles.CheckpointName)))
            throw new InputException(
                $"--run '{folder}': it holds an unfinished run; go on with "
                    + $"'{ShellWord.Program} resume {ShellWord.Quoted(folder)}', or name another folder.");
        string log = Path.Combine(folder, LogName);
        if (!resumed && File.Exists(log))
        {
            if (RunLog.Read(log).Any(happening => happening is EndRecord))
                throw new InputException($"--run '{folder}': it holds a finished run; name another folder.");
            // Killed before its first checkpoint: nothing of it can go on.
            FileFailure.Explain($"--run '{folder}'", () => File.Delete(log));
        }

        FileFailure.Explain($"--run '{folder}'", () => Directory.CreateDirectory(Path.Combine(folder, SnapshotFolder)));
    }
}
