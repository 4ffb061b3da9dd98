using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Planning;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Reports;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.State;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs;

/// <summary>
/// What settings ask for: checked, and everything but the pictures read.
/// </summary>
internal sealed class RunRequest
{
    private readonly SettingValues _values;
    private readonly Announcements _announcements;
    private readonly FileHashes _hashes;
    private readonly RunFiles? _files;
    private InputPictures? _inputs;
    private RunSpec? _spec;

    /// <summary>Checks what can be checked before a picture is read.</summary>
    /// <param name="values">The settings.</param>
    /// <param name="weights">The network's file; stays the caller's.</param>
    /// <param name="announcements">Where the run's lines for people go.</param>
    /// <param name="hashes">Knows files that other runs have read.</param>
    /// <param name="isPlanned">Whether it is only planned: nothing will be written.</param>
    /// <exception cref="InputException">
    /// A value means nothing, or the output cannot be written or is an input.
    /// </exception>
    public RunRequest(SettingValues values, WeightsChoice weights, Announcements announcements, FileHashes? hashes = null,
        bool isPlanned = false)
    {
        _values = values;
        _announcements = announcements;
        _hashes = hashes ?? new FileHashes();
        Weights = weights;
        Options = values.Kind.Options(values, weights.File);
        Options.Validate();
        if (isPlanned)
            return;
        _files = new RunFiles(values);
        ImageFile.CheckWritable(Files.Output, depth: PictureSettings.Writing(values).Depth);
        OutputGate.Check(Files, values.FilesRead);
    }

    /// <summary>The network's file.</summary>
    public WeightsChoice Weights { get; }

    /// <summary>What to compute, as far as it is known before the pictures are read.</summary>
    public StyleTransferOptions Options { get; private set; }

    /// <summary>Size of the photo's file once it is read; null where there is none.</summary>
    public ImageSize? PhotoSize => _inputs?.PhotoSize;

    /// <summary>What it leaves behind.</summary>
    public RunFiles Files => _files ?? throw new InvalidOperationException("only planned");

    /// <summary>What it is: settings, files, network. Reads the files once.</summary>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public RunSpec Spec => _spec ??= RunSpec.Of(_values, Weights.File.Sha256, _hashes);

    /// <summary>Refuses a setting that changes nothing beside the others: who names it expects to see it.</summary>
    /// <exception cref="InputException">There is one.</exception>
    public void RefuseIdle()
    {
        if (RunKind.Idle(_values, Options, Weights.File.Metadata) is var (setting, need))
            throw new InputException($"{setting.Typed} changes nothing here; expected with {need.Text}.");
    }

    /// <summary>Reads the pictures; the options are then what they are for them.</summary>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public TransferPictures ReadPictures()
    {
        _inputs = new InputPictures(_values, Options, _announcements.Note, _announcements.Pass);
        TransferPictures pictures = Transparency.Apply(_values.Kind.Read(_values, _inputs));
        Options = _values.Kind.With(Options, _values, pictures);
        // What the decoders leave lies about until the run needs it most.
        PictureMemory.GiveBack(_inputs.PixelsDecoded);
        return pictures;
    }

    /// <summary>What the run will take on a device, with the options that fit.</summary>
    /// <param name="backend">The device.</param>
    /// <param name="backendReason">Why this one.</param>
    /// <param name="pictures">What <see cref="ReadPictures"/> gave.</param>
    /// <param name="cache">What runs on the same device share.</param>
    /// <param name="speed">The speed of a run that differs in size and steps alone; null measures it.</param>
    /// <exception cref="InputException">Nothing fits, or the network does not.</exception>
    public RunForecast Forecast(IBackend backend, string backendReason, TransferPictures pictures, TransferCache cache, Speed? speed = null)
    {
        CheckDevice(backend);
        return RunForecast.Make(
            backend, backendReason, Weights.File, Options, pictures, LimitOn(backend), FollowingBytes(pictures), cache, speed,
            IsShared);
    }

    /// <summary>The job on a device.</summary>
    /// <param name="pictures">What <see cref="ReadPictures"/> gave.</param>
    /// <param name="backend">The device.</param>
    /// <param name="followers">Who else follows the run.</param>
    /// <param name="cache">What runs on the same device share; null for a run of its own.</param>
    /// <param name="forecast">
    /// What the run will take, with the options that fit; without it the options are made to fit here.
    /// </param>
    /// <param name="start">The run to be continued or repeated; null begins a new one.</param>
    /// <param name="goesOn">
    /// Whether a checkpoint that lies there is continued if it is of the same run; not together with
    /// <paramref name="start"/>.
    /// </param>
    /// <exception cref="InputException">
    /// That run had other inputs, this one does not fit the memory that it may take, or the disk has no room
    /// for the result.
    /// </exception>
    public RunJob JobOn(
        TransferPictures pictures, IBackend backend, IReadOnlyList<IRunObserver> followers, TransferCache? cache = null,
        RunForecast? forecast = null, RunStart? start = null, bool goesOn = false)
    {
        CheckDevice(backend);
        IReadOnlyList<ScaleStage> stages = ScalePlan.Stages(Options, pictures.Content.Size);
        PictureWriting writing = PictureSettings.Writing(_values, _inputs);
        ImageFile.CheckWritable(Files.Output, stages[^1].Size.Pixels, writing.Depth);
        StyleTransferOptions options = forecast?.Options ?? FittingOptions(pictures, backend);
        RunRecord record = Record(backend, options);
        Checkpoint? unfinished = goesOn ? RunStart.Find(Files.CheckpointFile, record, _announcements.Note, out start) : null;
        start?.Check(record, _announcements.Note);
        bool resumed = start?.State is not null;
        RunRecorder recorder = resumed
            ? new(record with { Changes = start!.Earlier.Changes })
            : new(record, model: start?.Earlier);
        List<IRunObserver> keepers = Keepers(recorder, resumed);
        // Who looked whether it goes on has said why it does not.
        if (!resumed && !goesOn && File.Exists(Files.CheckpointFile))
            _announcements.Note($"note: '{Files.CheckpointFile}' holds an unfinished run, which this one will replace.");
        return new RunJob
        {
            Backend = backend,
            Weights = Weights,
            Options = options,
            Stages = stages,
            Forecast = forecast,
            Pictures = pictures,
            Output = Files.Output,
            Writing = writing,
            PhotoSize = PhotoSize,
            Recorder = recorder,
            Observers = [recorder, .. followers, .. keepers],
            Cache = cache,
            Resume = start?.State,
            Unfinished = unfinished,
            KeepsRecord = Files.KeepsRecord,
        };
    }

    // Whoever holds something by then lets go of it where the next one cannot begin.
    private List<IRunObserver> Keepers(RunRecorder recorder, bool resumed)
    {
        List<IRunObserver> keepers = [];
        try
        {
            keepers.Add(new RunLock(Files.Output));
            if (Files.HasCheckpointOfItsOwn)
                keepers.Add(new RunLock(Files.CheckpointFile));
            if (Files.Video is { } film)
            {
                keepers.Add(new RunLock(film));
                AtomicFile.RemoveLeftovers(film);
            }

            AtomicFile.RemoveLeftovers(Files.Output);
            AtomicFile.RemoveLeftovers(Files.CheckpointFile);
            if (Files.Folder is { } folder)
            {
                keepers.Add(RunFolder.Hold(folder));
                RunFolder.Prepare(folder, resumed);
                keepers.Add(new RunLog(Path.Combine(folder, RunFolder.LogName), resumed, _announcements));
                keepers.Add(new RunReport(folder, recorder, _announcements));
            }

            if (Files.SaveEvery > 0)
                keepers.Add(new SnapshotWriter(Files.SaveEvery, Files.SnapshotPattern, _announcements));
            if (Files.Video is { } video)
                keepers.Add(new VideoWriter(video, resumed, _announcements));
            keepers.Add(new CheckpointWriter(Files, recorder, _values, resumed, _announcements));
            return keepers;
        }
        catch
        {
            keepers.ForEach(keeper => keeper.Dispose());
            throw;
        }
    }

    /// <summary>
    /// How the run is made. A memory limit means another run on another day, and so does a name for the best device: the record
    /// holds what they led to.
    /// </summary>
    internal RunRecord Record(IBackend backend, StyleTransferOptions options)
    {
        SettingValues values = Spec.Settings.Without(MachineSettings.Memory)
            .With(MachineSettings.Backend, backend.Name)
            .With(InputSettings.Weights, Weights.Name);
        if (options.HistorySize != Options.HistorySize)
            values = values.With(ExpertSettings.History, $"{options.HistorySize}");
        if (options.Tiles is { } tiles && Options.Tiles is null)
            values = values.With(MachineSettings.Tile, tiles.Text);
        if (options.KeepsOnHost)
            values = values.With(MachineSettings.Offload, "true");
        return new RunRecord
        {
            Program = ProgramBuild.Version,
            Build = ProgramBuild.Id,
            Run = Spec with { Settings = values },
            Device = RunRecord.DeviceOf(backend),
        };
    }

    private void CheckDevice(IBackend backend)
    {
        if (backend.Devices > 1 && Options.Preset.ReadsWholeMaps)
        {
            throw new InputException(
                $"--backend: {Options.Preset.WholeMapKind} compares whole maps, and several devices share tiles: expected one device.");
        }

        if (Options.KeepsOnHost && !backend.HasTransfers)
            throw DeviceChoice.NoOffload(backend.Name);
    }

    /// <summary>
    /// What writing and watching take at most, in bytes. Measured on 512×384 pixels with 3 steps, resident memory above that of the run
    /// alone: 24 MB for a checkpoint, 12 MB for a snapshot, 35 MB for the page.
    /// </summary>
    private long FollowingBytes(TransferPictures pictures)
    {
        const long Mebibyte = 1 << 20;
        long picture = RgbImage.Channels * sizeof(float) * pictures.Content.Size.WithLongSide(Options.Size).Pixels;
        return 8 * Mebibyte + 3 * picture
            + (_values.Has(FileSettings.SaveEvery) ? 6 * Mebibyte + 2 * picture : 0)
            + (_values.Has(FileSettings.Preview) ? 32 * Mebibyte + 2 * picture : 0);
    }

    /// <summary>What was typed; else what the system grants, where the device works in the host's memory.</summary>
    private long? LimitOn(IBackend backend) =>
        _values.Has(MachineSettings.Memory) ? _values.Get(MachineSettings.Memory) : backend.HasOwnMemory ? null
            : Smaller(ContainerMemory.Limit(), AddressSpace.Fillable());

    private static long? Smaller(long? one, long? other) => one is null || other < one ? other : one;

    /// <summary>The options, made to fit the memory that the run may take.</summary>
    /// <exception cref="InputException">Nothing fits.</exception>
    private StyleTransferOptions FittingOptions(TransferPictures pictures, IBackend backend)
    {
        if (LimitOn(backend) is not long limit)
        {
            if (backend.Devices == 1)
                return Options;
            limit = long.MaxValue;
        }

        // What an earlier picture of a batch has left is none of this one's.
        PictureMemory.GiveBack();
        using MemoryPlanner planner = new(backend, Weights.File, Options) { FollowingBytes = FollowingBytes(pictures) };
        return MemoryBudget.Fit(planner, Options, pictures, limit, IsShared);
    }

    // Who says 0 means none, on several devices too.
    private bool IsShared => !_values.Has(MachineSettings.Tile);
}
