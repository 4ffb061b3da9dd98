using System.Diagnostics;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Kept;

/// <summary>
/// A film of the run, a frame for every step, made by ffmpeg as the run goes; it appears under its name when
/// the run ends or is interrupted. A resumed run makes a film of its own, with the step in its name. Whatever
/// goes wrong is a warning: the run goes on; but a name that is taken at the end fails it, when all is written.
/// </summary>
internal sealed class VideoWriter : IRunObserver
{
    private const int FramesPerSecond = 24;
    private const byte GifEnd = 0x3B;

    // What players pass over at the end of a film, and by which it is known again: a comment ahead of a GIF's last byte (GIF89a, 24), a
    // box of free space in an MP4 (ISO/IEC 14496-12, 8.1.2).
    private static readonly byte[] s_gifMark = [0x21, 0xFE, 6, .. "istyle"u8, 0, GifEnd], s_boxMark = [0, 0, 0, 14, .. "freeistyle"u8];

    private readonly string _path;
    private readonly bool _resumed;
    private readonly Announcements _announcements;
    private readonly WarningOnce _warning;
    private ImageSize _size;
    private string _target = "", _temporary = "";
    private Process? _ffmpeg;
    private Task<string> _errors = Task.FromResult("");

    /// <summary>Does nothing before the run starts.</summary>
    /// <param name="path">The film.</param>
    /// <param name="resumed">Whether an earlier part of the run has a film already.</param>
    /// <param name="announcements">Where it says that the film is there.</param>
    public VideoWriter(string path, bool resumed, Announcements announcements)
    {
        _announcements = announcements;
        _warning = new WarningOnce(announcements);
        _path = path;
        _resumed = resumed;
    }

    /// <summary>Whether there is what it takes: ffmpeg.</summary>
    public static bool IsAvailable => Find("ffmpeg") is not null;

    private bool IsGif => Path.GetExtension(_path).Equals(".gif", StringComparison.OrdinalIgnoreCase);

    /// <summary>Checks ahead of the run that a film can be made.</summary>
    /// <exception cref="InputException">
    /// The extension is unknown, the folder is missing or there is no ffmpeg.
    /// </exception>
    public static void Check(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".mp4" or ".gif"))
            throw new InputException($"--video '{path}': expected a name that ends in .mp4 or .gif.");
        if (Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw new InputException($"--video '{path}': it is a folder, or its folder does not exist.");
        if (Find("ffmpeg") is null)
            throw new InputException(
                "--video needs ffmpeg, which is not in the PATH; install it (Debian: apt-get install "
                    + "ffmpeg), or use --save-every.");
    }

    /// <summary>Whether a file is a film that this program made.</summary>
    public static bool IsOne(string path)
    {
        Span<byte> end = stackalloc byte[s_boxMark.Length];
        using FileStream film = File.OpenRead(path);
        film.Seek(-Math.Min(film.Length, end.Length), SeekOrigin.End);
        int count = film.ReadAtLeast(end, end.Length, throwOnEndOfStream: false);
        return end[..count].EndsWith(s_gifMark) || end[..count].EndsWith(s_boxMark);
    }

    /// <inheritdoc/>
    public void Begin(RunDescription run) => _size = run.Size;

    /// <inheritdoc/>
    public void Start(TransferProgress progress)
    {
        _target = _resumed
            ? Path.Combine(Path.GetDirectoryName(_path) ?? "",
                $"{Path.GetFileNameWithoutExtension(_path)}-from-{progress.TotalIteration:0000}{Path.GetExtension(_path)}")
            : _path;
        _warning.Try(() => Attempt(() =>
        {
            _temporary = AtomicFile.Beside(AtomicFile.Target(_target));
            _ffmpeg = Process.Start(Ffmpeg());
        }));
        _errors = _ffmpeg?.StandardError.ReadToEndAsync() ?? _errors;
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress)
    {
        if (_ffmpeg is null)
            return;
        RgbImage frame = progress.Picture();
        if (frame.Size != _size)
            frame = Resampler.Resize(frame, _size, ResampleFilter.Bicubic);
        _warning.Try(
            () => Attempt(() => _ffmpeg.StandardInput.BaseStream.Write(PixelBytes.FromImage(frame))));
    }

    /// <inheritdoc/>
    public void End(TransferResult result, string output)
    {
        if (_ffmpeg is null || !_warning.Try(() => Attempt(Finish)))
            return;
        if (OutputGate.Place(_target, "a film", IsOne, path => _warning.Try(
            () => Attempt(() => File.Move(_temporary, AtomicFile.Target(path), overwrite: true)))))
            _announcements.Output.WriteLine($"wrote {_target}");
    }

    /// <summary>Removes what an unfinished film has left.</summary>
    public void Dispose()
    {
        if (_ffmpeg is null)
            return;
        if (!_ffmpeg.HasExited)
            _ffmpeg.Kill();
        _ffmpeg.WaitForExit();
        _ffmpeg.Dispose();
        _ffmpeg = null;
        File.Delete(_temporary);
    }

    private static string? Find(
        string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
        .FirstOrDefault(File.Exists);

    private ProcessStartInfo Ffmpeg()
    {
        // ffmpeg in a session of its own does not hear the Ctrl-C that is meant for the run.
        string ffmpeg = Find("ffmpeg") ?? "ffmpeg";
        ProcessStartInfo start = new(Find("setsid") ?? ffmpeg)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        if (start.FileName != ffmpeg)
            start.ArgumentList.Add(ffmpeg);
        foreach (string argument in Arguments())
            start.ArgumentList.Add(argument);
        return start;
    }

    private IEnumerable<string> Arguments()
    {
        // H.264 wants even sides; a GIF a palette made for its frames.
        string filter = IsGif
            ? "split[a][b];[a]palettegen[p];[b][p]paletteuse"
            : "pad=ceil(iw/2)*2:ceil(ih/2)*2,format=yuv420p";
        return
        [
            "-loglevel", "error", "-n", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{_size.Width}x{_size.Height}",
            "-r", $"{FramesPerSecond}", "-i", "-", "-vf", filter, "-f", IsGif ? "gif" : "mp4", _temporary,
        ];
    }

    private void Finish()
    {
        _ffmpeg!.StandardInput.Close();
        _ffmpeg.WaitForExit();
        if (_ffmpeg.ExitCode != 0)
            throw new IOException(
                _errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()
                    ?? $"ffmpeg ended with {_ffmpeg.ExitCode}");
        Mark();
    }

    private void Mark()
    {
        using FileStream file = File.Open(_temporary, FileMode.Open, FileAccess.ReadWrite);
        file.Seek(-1, SeekOrigin.End);
        // Any other last byte is that of an MP4's last box.
        bool isGif = IsGif && file.ReadByte() == GifEnd;
        file.Seek(isGif ? -1 : 0, SeekOrigin.End);
        file.Write(isGif ? s_gifMark : s_boxMark);
    }

    private void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (FileFailure.IsOne(e)
            || e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new InputException($"cannot write video '{_target}': {e.Message.TrimEnd('.')}.", e);
        }
    }
}
