using System.Diagnostics;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// A run under way as others see it: its progress, its picture, its steps, and the control that steers it. The run's thread writes, any
/// thread reads; who looks slowly or not at all never holds up the run.
/// </summary>
/// <param name="id">The run's name for others.</param>
internal sealed class LiveRun(string id) : IRunObserver
{
    private static readonly TimeSpan s_pictureInterval = TimeSpan.FromSeconds(0.7);
    private static readonly TimeSpan s_progressInterval = TimeSpan.FromSeconds(0.25);

    // What each viewer adds to the intervals, so that many of them together take no more of the machine than about ten: telling one takes
    // some 50 microseconds of a thread, answering with a picture some 500.
    private static readonly TimeSpan s_progressIntervalOfAViewer = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan s_pictureIntervalOfAViewer = TimeSpan.FromMilliseconds(100);

    // Fetching and encoding pictures may take a hundredth of the time.
    private const int LeastPictureRatio = 100;

    // Nobody sees on a picture that grows what a better one would cost: twice the bytes, and four times as long to encode.
    private static readonly PictureWriting s_writing = new() { Quality = 88 };

    // More than most screens show of a picture that is not done, and encoded in a fraction of a second.
    private const int LargestSide = 1600;

    private readonly object _lock = new();
    private readonly StepHistory _history = new();
    private Action<StepRecord>? _stepped;
    private Action? _ended;
    private bool _isEnded;
    private RunPicture? _picture;
    private TimeSpan _pictureCost;
    private long _pictureTime;
    private long _progressTime;

    /// <summary>The run's name for others.</summary>
    public string Id => id;

    /// <summary>Stops, pauses and changes the run.</summary>
    public RunControl Control { get; } = new();

    /// <summary>What runs where; null before it begins.</summary>
    public RunDescription? Description { get; private set; }

    /// <summary>How far it is; null before its first step.</summary>
    public RunProgress? Progress { get; private set; }

    /// <summary>Weights of the loss as last asked for; null before it begins.</summary>
    public RunWeights? Weights { get; private set; }

    /// <summary>Weights of the loss as it began; null before that.</summary>
    public RunWeights? StartWeights { get; private set; }

    /// <summary>What happened last, for people; empty if nothing.</summary>
    public string Message { get; private set; } = "";

    /// <summary>How it ended; null while it has not.</summary>
    public TransferResult? Result { get; private set; }

    /// <summary>How many look: if nobody does, no picture is fetched; the more, the less often each is told.</summary>
    public Func<int> Viewers { get; init; } = () => 1;

    /// <summary>Something of it changed besides its progress; called on any thread.</summary>
    public Action<LiveRun>? Changed { get; set; }

    /// <summary>It is a step or a picture further; called on the run's thread, not for every step.</summary>
    public Action<RunNews>? Progressed { get; set; }

    /// <summary>Number of the present picture; null before the first.</summary>
    public int? PictureVersion
    {
        get
        {
            lock (_lock)
                return _picture?.Version;
        }
    }

    /// <summary>Its state, from what was asked of it.</summary>
    public RunState State => Control.IsStopping ? RunState.Stopping : Control.IsPaused ? RunState.Paused : RunState.Running;

    /// <summary>Remembers steps of before it was interrupted.</summary>
    public void Recall(IEnumerable<StepRecord> steps)
    {
        lock (_lock)
        {
            foreach (StepRecord step in steps)
                _history.Add(step);
        }
    }

    /// <summary>All steps so far, thinned out if they are many, and from then on every one.</summary>
    /// <param name="begin">Gets those so far; no step comes before it returns.</param>
    /// <param name="next">Gets the later ones.</param>
    /// <param name="end">Hears that there are no more.</param>
    public void Follow(Action<IReadOnlyList<StepRecord>> begin, Action<StepRecord> next, Action end)
    {
        lock (_lock)
        {
            begin(_history.Steps);
            if (_isEnded)
                end();
            _stepped += next;
            _ended += end;
        }
    }

    /// <summary>Ends what <see cref="Follow"/> began.</summary>
    public void Unfollow(Action<StepRecord> next, Action end)
    {
        lock (_lock)
        {
            _stepped -= next;
            _ended -= end;
        }
    }

    /// <summary>There will be no more steps.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isEnded = true;
            _ended?.Invoke();
        }
    }

    /// <summary>Grants a wish at the next step boundary.</summary>
    /// <param name="wish">What is asked of the control.</param>
    public void Ask(Action<RunControl> wish)
    {
        wish(Control);
        Changed?.Invoke(this);
    }

    /// <summary>New weights at the next step boundary.</summary>
    /// <exception cref="InputException">One is negative or not finite; nothing changes.</exception>
    public void ChangeWeights(WeightChange change)
    {
        Control.ChangeWeights(change);
        Weights = Weights?.Then(change);
        Changed?.Invoke(this);
    }

    /// <summary>Says something about the run.</summary>
    public void Note(string message)
    {
        Message = message;
        Changed?.Invoke(this);
    }

    /// <summary>The present picture as a JPEG file; null before the first. Encoded once, by the first who asks.</summary>
    public byte[]? Picture()
    {
        RunPicture? picture;
        lock (_lock)
            picture = _picture;
        byte[]? encoded = picture?.Encoded.Value;
        if (picture is not null)
            Interlocked.Increment(ref picture.Fetches);
        return encoded;
    }

    /// <summary>How often the present picture was fetched.</summary>
    public int Fetches
    {
        get
        {
            lock (_lock)
                return _picture?.Fetches ?? 0;
        }
    }

    /// <inheritdoc/>
    public void Begin(RunDescription run)
    {
        Description = run;
        LossPreset preset = run.Options.Preset;
        StartWeights = Weights = new RunWeights(preset.ContentWeight, preset.StyleWeight, preset.TotalVariationWeight);
        Changed?.Invoke(this);
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress)
    {
        StepRecord step = progress.Bare();
        lock (_lock)
        {
            _history.Add(step);
            _stepped?.Invoke(step);
        }

        Progress = RunProgress.Of(step);
        int viewers = Viewers();
        bool isNew = IsPictureDue(viewers);
        if (isNew)
            Take(progress.Picture);
        if (!isNew && Stopwatch.GetElapsedTime(_progressTime) < Longest(s_progressInterval, viewers * s_progressIntervalOfAViewer))
            return;
        _progressTime = Stopwatch.GetTimestamp();
        Progressed?.Invoke(new RunNews(id, PictureVersion, Progress));
    }

    /// <inheritdoc/>
    public void Tell(TransferEvent happening)
    {
        // What the state says already needs no words.
        if (happening.Kind is TransferEventKind.RolledBack or TransferEventKind.GaveUp)
            Message = happening.Message;
        Changed?.Invoke(this);
    }

    /// <inheritdoc/>
    public void End(TransferResult result, string output)
    {
        Take(() => result.Picture);
        Result = result;
        Changed?.Invoke(this);
    }

    private static TimeSpan Longest(params ReadOnlySpan<TimeSpan> times)
    {
        TimeSpan longest = times[0];
        foreach (TimeSpan time in times)
            longest = time > longest ? time : longest;
        return longest;
    }

    private bool IsPictureDue(int viewers)
    {
        if (_picture is null)
            return true;
        TimeSpan interval = Longest(
            s_pictureInterval, viewers * s_pictureIntervalOfAViewer, LeastPictureRatio * (_pictureCost + _picture.EncodingTime));
        return viewers > 0 && Stopwatch.GetElapsedTime(_pictureTime) >= interval;
    }

    private void Take(Func<RgbImage> fetch)
    {
        long begin = Stopwatch.GetTimestamp();
        RgbImage image = fetch();
        _pictureTime = Stopwatch.GetTimestamp();
        _pictureCost = Stopwatch.GetElapsedTime(begin);
        lock (_lock)
            _picture = new RunPicture((_picture?.Version ?? 0) + 1, image);
    }

    /// <summary>A picture that is encoded when somebody wants it.</summary>
    private sealed class RunPicture
    {
        // The first one has no forerunner to learn from: a picture of a screen's size takes about that long.
        private static readonly TimeSpan s_usual = TimeSpan.FromMilliseconds(5);

        public int Fetches;

        public RunPicture(int version, RgbImage image)
        {
            Version = version;
            Encoded = new Lazy<byte[]>(() => Encode(image));
        }

        public int Version { get; }

        public Lazy<byte[]> Encoded { get; }

        public TimeSpan EncodingTime { get; private set; } = s_usual;

        private byte[] Encode(RgbImage image)
        {
            long begin = Stopwatch.GetTimestamp();
            RgbImage shown = image.Size.LongSide > LargestSide ? Resampler.Resize(image, image.Size.WithLongSide(LargestSide)) : image;
            byte[] file = ImageFile.Encode(shown, ImageFormat.Jpeg, s_writing);
            EncodingTime = Stopwatch.GetElapsedTime(begin);
            return file;
        }
    }
}
