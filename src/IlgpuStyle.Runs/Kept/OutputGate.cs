using System.Text;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.State;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Kept;

/// <summary>
/// The gate for every file that is written: an input is never replaced, nor another output, nor a file that this program did not make as
/// what would replace it.
/// </summary>
internal static class OutputGate
{
    /// <summary>
    /// Refuses files of a run that are one of its inputs, one of each other, or that lie there already and are not this program's own of
    /// that kind.
    /// </summary>
    /// <param name="files">What the run leaves behind.</param>
    /// <param name="inputs">What it reads.</param>
    /// <exception cref="InputException">Something would be lost; nothing was touched.</exception>
    public static void Check(RunFiles files, IEnumerable<string> inputs)
    {
        List<(string Path, string What, Func<string, bool> IsOwn)> outputs = [(files.Output, "the result", PictureRecord.IsOwn)];
        if (files.Video is { } video)
            outputs.Add((video, "the film", VideoWriter.IsOne));
        outputs.Add((files.CheckpointFile, "the checkpoint", Checkpoint.IsOne));
        if (files.Folder is { } folder)
        {
            outputs.Add((Path.Combine(folder, RunFolder.LogName), "the log", RunLog.IsOne));
            outputs.Add((Path.Combine(folder, RunFolder.ReportName), "the report", IsReport));
        }

        Dictionary<string, string> taken = [];
        foreach ((string path, string what, Func<string, bool> isOwn) in outputs)
        {
            Protect(path, inputs);
            if (!taken.TryAdd(AtomicFile.Target(path), what))
                throw new InputException($"'{path}' would be {taken[AtomicFile.Target(path)]} and {what}: one would be lost; give them "
                    + "two names.");
            RefuseOthers(path, what, isOwn);
        }

        if (files.SaveEvery == 0)
            return;
        if (outputs.Select(output => output.Path).Concat(inputs).FirstOrDefault(files.SnapshotPattern.Matches) is { } lost)
            throw new InputException($"a snapshot of --save-every could be written over '{lost}'; give --save-as another pattern.");
    }

    /// <summary>Refuses a picture's name that is one of the inputs, or that a file has which is no picture of this program's.</summary>
    /// <param name="output">A file that will be written.</param>
    /// <param name="inputs">
    /// Files that are read; those that do not exist are somebody else's to complain of.
    /// </param>
    /// <exception cref="InputException">Something would be lost; nothing was touched.</exception>
    public static void CheckPicture(string output, params IEnumerable<string> inputs)
    {
        Protect(output, inputs);
        RefuseOthers(output, "a picture", PictureRecord.IsOwn);
    }

    /// <summary>Writes a picture; what has come under its name since it was checked is kept too.</summary>
    /// <param name="path">As <see cref="ImageFile.Write"/> takes it.</param>
    /// <param name="picture">As <see cref="ImageFile.Write"/> takes it.</param>
    /// <param name="writing">As <see cref="PictureRecord.Write"/> takes it.</param>
    /// <exception cref="InputException">Something would be lost, or it cannot be written.</exception>
    public static void WritePicture(string path, RgbImage picture, PictureWriting? writing = null)
    {
        CheckPicture(path);
        PictureRecord.Write(path, picture, writing);
    }

    /// <summary>Refuses a name for weights that is one of the inputs, or that a file has which is no network in istyle's form.</summary>
    /// <param name="output">A file that will be written.</param>
    /// <param name="inputs">Files that are read.</param>
    /// <exception cref="InputException">Something would be lost; nothing was touched.</exception>
    public static void CheckWeights(string output, params IEnumerable<string> inputs)
    {
        Protect(output, inputs);
        RefuseOthers(output, "weights", IsWeights);
    }

    /// <summary>Refuses a name that a file has which this program did not make as what would replace it.</summary>
    /// <param name="path">A file that will be written.</param>
    /// <param name="what">What it will be, for the message.</param>
    /// <param name="isOwn">Whether a file is one of those.</param>
    /// <exception cref="InputException">Something would be lost; nothing was touched.</exception>
    public static void RefuseOthers(string path, string what, Func<string, bool> isOwn)
    {
        // What is renamed over a device or a pipe takes its place.
        if (RegularFile.IsDevice(path))
            throw new InputException($"'{path}' is a device or pipe; expected the name of a file.");
        if (RegularFile.HasBytes(path) && !FileFailure.Explain($"cannot read '{path}', which would be replaced", () => isOwn(path)))
        {
            string why = PictureRecord.IsChanged(path)
                ? "another program has changed it since istyle made it, or an earlier version did"
                : $"istyle did not make it as {what}";
            throw new InputException($"'{path}' exists, and {why}: it is kept; give another name, or remove it.");
        }
    }

    /// <summary>
    /// Writes a file at the end of a run; if what has come under its name meanwhile is not this program's, that is kept, and the file
    /// goes to the folder for temporary files.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="what">As <see cref="RefuseOthers"/> takes it.</param>
    /// <param name="isOwn">As <see cref="RefuseOthers"/> takes it.</param>
    /// <param name="write">Writes it to a path, or says why it cannot.</param>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="InputException">The name is taken; the message says where the file is.</exception>
    public static bool Place(string path, string what, Func<string, bool> isOwn, Func<string, bool> write)
    {
        try
        {
            RefuseOthers(path, what, isOwn);
        }
        catch (InputException e)
        {
            string rescue = Path.Combine(Path.GetTempPath(), $"istyle-{Guid.NewGuid():N}{Path.GetExtension(path)}");
            throw write(rescue) ? new InputException($"{e.Message} What would be there is saved as '{rescue}'.", e) : e;
        }

        return write(path);
    }

    /// <summary>Refuses a name that is one of the inputs, also through a link.</summary>
    /// <param name="output">A file that will be written.</param>
    /// <param name="inputs">Files that are read.</param>
    /// <exception cref="InputException">It is; nothing was touched.</exception>
    public static void Protect(string output, params IEnumerable<string> inputs)
    {
        if (!File.Exists(output))
            return;
        string target = AtomicFile.Target(output);
        foreach (string input in inputs)
        {
            if (File.Exists(input) && AtomicFile.Target(input) == target)
                throw new InputException(
                    $"'{output}' is an input of this run and would be lost; give the result another name.");
        }
    }

    // What every network in istyle's form says of itself; neither a checkpoint nor another tool's safetensors do.
    private static bool IsWeights(string path)
    {
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            return new WeightsMetadata().ToDictionary().Keys.All(file.Metadata.ContainsKey);
        }
        catch (InputException)
        {
            return false;
        }
    }

    /// <summary>Whether a file is a report of a run.</summary>
    public static bool IsReport(string path) => Beginning(path).StartsWith(RunFolder.ReportBeginning, StringComparison.Ordinal);

    /// <summary>As much of a file as tells what it is.</summary>
    /// <param name="path">The file.</param>
    public static string Beginning(string path) => Encoding.UTF8.GetString(FileBytes.Beginning(path));
}
