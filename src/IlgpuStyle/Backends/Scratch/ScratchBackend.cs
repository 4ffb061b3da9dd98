using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends.Scratch;

/// <summary>
/// Another backend, with the large tensors that are used seldom or from end to end in files, or in the host's memory beside a device's:
/// the picture, the optimiser's vectors, content targets and the maps between a tiled network's segments. What is computed is the same;
/// operators that meet such a tensor read it band by band (<see cref="BandRows"/>), sums being added band by band.
/// </summary>
/// <remarks>
/// Tensors are chosen by their role (<see cref="GoesToFile"/>); everything else is the other backend's. Not for arenas: activations stay
/// in memory.
/// </remarks>
internal sealed partial class ScratchBackend : DelegatingBackend
{
    // Large enough that a channel's rows are one long read, small enough that an optimiser's twenty operands are 20 MB.
    private const int FloatsPerBand = 1 << 18;

    private readonly string? _folder;
    private readonly Dictionary<(int Slot, TensorShape Shape), Tensor> _bands = [];
    private float[] _host = [];

    /// <summary>Wraps a backend.</summary>
    /// <param name="actual">Does the work; not disposed with this one.</param>
    /// <param name="folder">Where the files go; null keeps the tensors in the host's memory.</param>
    public ScratchBackend(IBackend actual, string? folder)
        : base(actual) => _folder = folder;

    /// <summary>Whether tensors of that role are kept in a file, or on the host.</summary>
    public static bool GoesToFile(TensorRole role) =>
        role is TensorRole.FeatureMap or TensorRole.ContentTarget or TensorRole.CurvaturePair or TensorRole.Vector;

    /// <inheritdoc/>
    public override Tensor Allocate(string name, TensorShape shape, TensorRole role) =>
        !GoesToFile(role) ? Actual.Allocate(name, shape, role)
        : Actual is CountingBackend counting ? new ScratchOutline(name, shape, _folder is null ? counting.BookHost : counting.BookFile)
        : _folder is null ? new ScratchMemory(name, shape)
        : new ScratchFile(name, shape, _folder);

    /// <inheritdoc/>
    public override void Upload(ReadOnlySpan<float> source, Tensor destination)
    {
        if (destination is ScratchTensor file)
        {
            // In a rehearsal pictures have no values.
            if (IsRehearsal)
                return;
            ShapeGuard.Length(nameof(Upload), destination, source.Length);
            file.Write(Whole(file.Shape), source);
        }
        else
        {
            Actual.Upload(source, destination);
        }
    }

    /// <inheritdoc/>
    public override void Download(Tensor source, Span<float> destination)
    {
        if (source is ScratchTensor file)
        {
            ShapeGuard.Length(nameof(Download), source, destination.Length);
            file.Read(Whole(file.Shape), destination);
        }
        else
        {
            Actual.Download(source, destination);
        }
    }

    /// <inheritdoc/>
    public override void UploadChannel(ReadOnlySpan<float> source, Tensor destination, int channel)
    {
        if (destination is ScratchTensor file)
            file.WriteChannel(channel, source);
        else
            Actual.UploadChannel(source, destination, channel);
    }

    /// <inheritdoc/>
    public override void DownloadChannel(Tensor source, int channel, Span<float> destination)
    {
        if (source is ScratchTensor file)
            file.ReadChannel(channel, destination);
        else
            Actual.DownloadChannel(source, channel, destination);
    }

    /// <summary>Frees the bands; the other backend is its owner's.</summary>
    public override void Dispose()
    {
        foreach (Tensor band in _bands.Values)
            band.Dispose();
        _bands.Clear();
        _staged?.Dispose();
        _transfer?.Dispose();
        _part?.Dispose();
    }

    private bool IsRehearsal => Actual is CountingBackend;

    private static ScratchTensor.Area Whole(TensorShape shape) => new(0, 0, shape.Height, shape.Width);

    /// <summary>Rows of a band of this shape.</summary>
    private static int BandRows(int channels, int width) => Math.Max(1, FloatsPerBand / Math.Max(1, channels * width));

    /// <summary>Tensors for bands, kept for the next call: operators go through their operands many times.</summary>
    private Tensor Band(int slot, TensorShape shape)
    {
        if (!_bands.TryGetValue((slot, shape), out Tensor? band))
            _bands[(slot, shape)] = band = Actual.Allocate("a band of a scratch file", shape, TensorRole.Working);
        return band;
    }

    /// <summary>A band with a rectangle of a tensor in it.</summary>
    private Tensor Load(int slot, Tensor tensor, ScratchTensor.Area area)
    {
        Tensor band = Band(slot, tensor.Shape with { Height = area.Height, Width = area.Width });
        if (tensor is ScratchTensor file)
        {
            file.Read(area, Host(band.Shape));
            Actual.Upload(Host(band.Shape), band);
        }
        else
        {
            Actual.CopyWindow(tensor, band, new WindowGeometry(area.Top, area.Left, 0, 0, area.Height, area.Width));
        }

        return band;
    }

    /// <summary>A rectangle of a tensor = a band.</summary>
    private void Store(Tensor band, Tensor tensor, ScratchTensor.Area area)
    {
        if (tensor is ScratchTensor file)
        {
            Actual.Download(band, Host(band.Shape));
            file.Write(area, Host(band.Shape));
        }
        else
        {
            Actual.CopyWindow(band, tensor, new WindowGeometry(0, 0, area.Top, area.Left, area.Height, area.Width));
        }
    }

    /// <summary>Dense (C, H, W) on the host until the next call; in a rehearsal nothing.</summary>
    private Span<float> Host(TensorShape shape)
    {
        if (IsRehearsal)
            return [];
        if (_host.Length < shape.Length)
            _host = new float[shape.Length];
        return _host.AsSpan(0, (int)shape.Length);
    }
}
