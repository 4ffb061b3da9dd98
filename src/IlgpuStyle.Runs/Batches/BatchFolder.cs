using System.Text;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// The folder that the shards of a batch share: its contact sheet and its results file, each written under
/// one lock (flock, which network file systems honour between machines), so that shards which end at the same
/// time do not spoil them.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed class BatchFolder(string path)
{
    private const string LockName = ".istyle-batch.lock";

    // A contact sheet of thousands of pictures takes a while; who waits longer than this waits for a machine
    // that is gone.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The folder.</summary>
    public string FolderPath { get; } = path;

    /// <summary>One JSON line for each picture of every run, in the order they ended.</summary>
    public string ResultsPath => Path.Combine(FolderPath, "results.jsonl");

    /// <summary>All finished pictures of the batch.</summary>
    public string SheetPath => Path.Combine(FolderPath, "contact-sheet.png");

    /// <summary>
    /// Makes the folders, and sees that this one can be written to: better now than after hours of work.
    /// </summary>
    /// <param name="outputs">The pictures to come; those with a path of their own get its folder.</param>
    /// <param name="inputs">What the batch reads.</param>
    /// <param name="hasSheet">Whether there will be a contact sheet.</param>
    /// <exception cref="InputException">
    /// A folder cannot be made or written to, or a file that is not a batch's has the name of one that is.
    /// </exception>
    public void Prepare(IReadOnlyCollection<string> outputs, IEnumerable<string> inputs, bool hasSheet)
    {
        if (hasSheet)
        {
            OutputGate.CheckPicture(SheetPath, inputs);
            if (outputs.Any(output => Path.GetFullPath(output) == Path.GetFullPath(SheetPath)))
                throw new InputException($"'{SheetPath}' would be a picture of the batch and its contact sheet: one would be lost; give "
                    + "the picture another name, or add --no-contact-sheet.");
        }

        OutputGate.RefuseOthers(ResultsPath, "the results", IsResults);
        try
        {
            Directory.CreateDirectory(FolderPath);
            foreach (string folder in outputs.Select(output => Path.GetDirectoryName(Path.GetFullPath(output))!).Distinct())
                Directory.CreateDirectory(folder);
            AtomicFile.Probe(ResultsPath);
        }
        catch (Exception exception) when (FileFailure.IsOne(exception))
        {
            throw new InputException(
                $"cannot write into folder '{FolderPath}': {exception.Message.TrimEnd('.')}; "
                    + "choose another with -o.",
                exception);
        }
    }

    /// <summary>Adds one line to the results.</summary>
    /// <exception cref="InputException">
    /// The disk is full, or another process holds the lock for minutes.
    /// </exception>
    public void Append(PictureReport report) => Locked(ResultsPath, () =>
    {
        using FileStream file = new(
            ResultsPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        EndLastLine(file);
        file.Write(Encoding.UTF8.GetBytes(RunJson.Line(report) + "\n"));
    });

    /// <summary>Runs something that writes a file of the folder, alone.</summary>
    /// <param name="target">The file, for the message.</param>
    /// <param name="action">Writes it.</param>
    /// <exception cref="InputException">
    /// The disk is full, or another process holds the lock for minutes.
    /// </exception>
    public void Locked(string target, Action action)
    {
        FileFailure.Explain($"cannot write '{target}'", () =>
        {
            using FileStream held = WaitForLock();
            action();
        });
    }

    // A job's line may begin so too, but tells no outcome.
    private static bool IsResults(string path) => OutputGate.Beginning(path).Split('\n')[0] is var line
        && line.StartsWith("{\"output\":", StringComparison.Ordinal) && line.Contains("\"outcome\":", StringComparison.Ordinal);

    // A machine that lost its power, or a disk that was full, can leave half a line.
    private static void EndLastLine(FileStream file)
    {
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
                file.WriteByte((byte)'\n');
        }
    }

    private FileStream WaitForLock()
    {
        long begin = System.Diagnostics.Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(
                    Path.Combine(FolderPath, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (System.Diagnostics.Stopwatch.GetElapsedTime(begin) < s_patience)
            {
                Thread.Sleep(s_pause);
            }
        }
    }
}
