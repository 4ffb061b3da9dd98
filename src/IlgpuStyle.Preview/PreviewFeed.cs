using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Preview;

/// <summary>
/// What a run shows, kept for those who look later, and everybody who looks now. The run's thread writes, the
/// server's threads read; a slow or absent viewer never holds up the run.
/// </summary>
internal sealed class PreviewFeed
{
    private static readonly TimeSpan s_pictureInterval = TimeSpan.FromSeconds(0.7);

    // More than a screen shows, and encoded in a fraction of a second.
    private const int LargestSide = 2048;

    private readonly object _lock = new();
    private readonly List<Viewer> _viewers = [];
    private readonly StepHistory _history = new();
    private PreviewStart? _start;
    private PreviewState _state = new(false, false, new PreviewWeights(0, 0, 0), "");
    private PreviewMessage? _end;
    private RgbImage? _picture;
    private byte[]? _encoded;
    private int _pictureVersion;
    private int _fetches;
    private DateTime _nextPicture = DateTime.MinValue;

    /// <summary>Whether some viewer has probably yet to fetch the last picture.</summary>
    public bool IsPictureAwaited
    {
        get
        {
            lock (_lock)
                return _fetches < _viewers.Count;
        }
    }

    /// <summary>The run begins.</summary>
    public void Begin(PreviewStart start)
    {
        lock (_lock)
        {
            _start = start;
            _state = _state with { Weights = start.Weights };
            Broadcast(PreviewMessage.Of("start", start));
            Broadcast(PreviewMessage.Of("state", _state));
        }
    }

    /// <summary>
    /// A step was made; its picture is fetched if somebody looks and the last one is old enough.
    /// </summary>
    public void Show(TransferProgress progress)
    {
        PreviewStep step = PreviewStep.Of(progress);
        bool isPictureWanted;
        lock (_lock)
        {
            _history.Add(step);
            Broadcast(PreviewMessage.Of("step", step));
            isPictureWanted = (_viewers.Count > 0 && DateTime.UtcNow >= _nextPicture) || _picture is null;
        }

        if (isPictureWanted)
            ShowPicture(progress.Picture());
    }

    /// <summary>A new picture.</summary>
    public void ShowPicture(RgbImage picture)
    {
        lock (_lock)
        {
            _picture = picture;
            _encoded = null;
            _pictureVersion++;
            _fetches = 0;
            _nextPicture = DateTime.UtcNow + s_pictureInterval;
            Broadcast(PictureMessage());
        }
    }

    /// <summary>Something of the state changed.</summary>
    public void ChangeState(Func<PreviewState, PreviewState> change)
    {
        lock (_lock)
        {
            _state = change(_state);
            Broadcast(PreviewMessage.Of("state", _state));
        }
    }

    /// <summary>The run is over.</summary>
    /// <param name="message">How it ended.</param>
    public void End(string message)
    {
        lock (_lock)
        {
            _end = PreviewMessage.Of("end", new { message });
            Broadcast(_end.Value);
        }
    }

    /// <summary>Lets a viewer in: it gets all that was so far, then what comes.</summary>
    public Viewer Open()
    {
        Viewer viewer = new();
        lock (_lock)
        {
            if (_start is not null)
                viewer.Send(PreviewMessage.Of("start", _start));
            viewer.Send(PreviewMessage.Of("steps", _history.Steps));
            viewer.Send(PreviewMessage.Of("state", _state));
            if (_picture is not null)
                viewer.Send(PictureMessage());
            if (_end is { } end)
                viewer.Send(end);
            _viewers.Add(viewer);
        }

        return viewer;
    }

    /// <summary>A viewer has gone.</summary>
    public void Close(Viewer viewer)
    {
        lock (_lock)
            _viewers.Remove(viewer);
    }

    /// <summary>Ends all streams.</summary>
    public void CloseAll()
    {
        lock (_lock)
        {
            foreach (Viewer viewer in _viewers)
                viewer.Close();
        }
    }

    /// <summary>
    /// The last picture as a JPEG file; null before the first. Encoded once, by the first who asks.
    /// </summary>
    public byte[]? Picture()
    {
        RgbImage? picture;
        int version;
        lock (_lock)
        {
            _fetches++;
            if (_encoded is not null)
                return _encoded;
            picture = _picture;
            version = _pictureVersion;
        }

        byte[]? encoded = picture is null ? null : Encode(picture);
        lock (_lock)
        {
            if (version == _pictureVersion)
                _encoded = encoded;
        }

        return encoded;
    }

    private static byte[] Encode(RgbImage picture) => ImageFile.Encode(
        picture.Size.LongSide > LargestSide ? Resampler.Resize(picture, picture.Size.WithLongSide(LargestSide)) : picture,
        ImageFormat.Jpeg, new PictureWriting { Quality = 92 });

    private PreviewMessage PictureMessage() =>
        PreviewMessage.Of(
            "picture", new { version = _pictureVersion, width = _picture!.Width, height = _picture.Height });

    private void Broadcast(PreviewMessage message)
    {
        foreach (Viewer viewer in _viewers)
            viewer.Send(message);
    }
}
