using IlgpuStyle.Imaging;
using IlgpuStyle.Planning;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Settings;

/// <summary>The pictures of a run, read as its settings ask, and what of the photo its result keeps.</summary>
/// <param name="values">The settings.</param>
/// <param name="options">What they mean: large pictures are read no larger than the run needs them.</param>
/// <param name="note">Gets a line for whatever was not read as it is.</param>
/// <param name="pass">Gets a line while a large file is read, and an empty one when that is done.</param>
internal sealed class InputPictures(SettingValues values, StyleTransferOptions options, Action<string> note, Action<string> pass)
{
    private const int LeastLongSide = 8;

    private ImageSize? _result;
    private int _longestSide;

    /// <summary>Size of the photo's file; null before it is read.</summary>
    public ImageSize? PhotoSize { get; private set; }

    /// <summary>Pixels of all files that were read, at their own sizes.</summary>
    public long PixelsDecoded { get; private set; }

    /// <summary>The ICC profile of all values; null for sRGB.</summary>
    public byte[]? Profile { get; private set; }

    /// <summary>The photo's EXIF block, if it is to be kept.</summary>
    public byte[]? Metadata { get; private set; }

    private bool Flattens => values.Get(PictureSettings.Flatten);

    /// <summary>The picture that is painted; to be read first, for its profile is the others'.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public RgbImage Photo(string path)
    {
        PictureFile file = OpenVisible(path);
        PhotoSize = file.Size;
        _result = options.ContentFit.SizeOf(file.Size, options.Size);
        _longestSide = _result.Value.LongSide;
        if (values.Has(PictureSettings.KeepMetadata))
            Metadata = file.ReadMetadata();
        RgbImage photo = Read(
            file, file.EnoughFor(_result.Value.LongSide), keepsProfile: values.Get(PictureSettings.Profile),
            "painted where it is opaque, " + (ImageFile.WrittenFormat(values.Get(FileSettings.Output, "")) == ImageFormat.Jpeg
                ? "and shown on white, since a JPEG keeps no transparency" : "and the result is as transparent"),
            mustBeWhole: options.Preset.ReadsWholeMaps);
        Profile = file.Profile;
        return photo;
    }

    /// <summary>A picture whose style is taken.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public RgbImage Painting(string path)
    {
        PictureFile file = OpenVisible(path);
        ImageSize? style = _result is { } result ? options.StyleSizeAt(file.Size, result) : null;
        RgbImage.CheckLength(style ?? file.Size);
        int longSide = style is { } size ? Math.Max(_result!.Value.LongSide, size.LongSide) : 0;
        _longestSide = Math.Max(_longestSide, longSide);
        return Read(
            file, Enough(file, longSide), keepsProfile: false, "lends what can be seen of it", options.Preset.StyleReadsWholeMaps);
    }

    /// <summary>A mask, a map, a start; to be read last, for it is read no larger than the largest of the others is needed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="meaning">What its transparency means.</param>
    /// <param name="isWhole">Whether every pixel counts as it is.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    public RgbImage Other(string path, string meaning, bool isWhole = false)
    {
        PictureFile file = Open(path);
        return Read(file, isWhole ? null : Enough(file, _longestSide), keepsProfile: false, meaning);
    }

    private static ImageSize? Enough(PictureFile file, int longSide) => longSide > 0 ? file.EnoughFor(longSide) : null;

    private static PictureFile Open(string path) => PictureFile.Open(InputAddress.Read(path), InputAddress.NameOf(path));

    // A run over an enlarged dot takes as long as any other.
    private static PictureFile OpenVisible(string path)
    {
        PictureFile file = Open(path);
        return file.Size.LongSide >= LeastLongSide
            ? file
            : throw new InputException($"'{file.Name}' has {file.Size} pixels, too few to show anything; expected a side of at least "
                + $"{LeastLongSide}.");
    }

    private RgbImage Read(PictureFile file, ImageSize? enough, bool keepsProfile, string meaning, bool mustBeWhole = false)
    {
        PictureReading reading = new()
        {
            Alpha = Flattens ? AlphaMode.CompositeOnWhite : AlphaMode.Keep,
            Enough = enough,
            KeepsProfile = keepsProfile,
            Profile = Profile,
        };
        RequireMemory(file, reading);
        RgbImage picture = file.Size.Pixels < PictureFile.LargePixels ? file.Read(reading) : ReadLarge(file, reading);
        PixelsDecoded += file.Size.Pixels;
        foreach (string text in file.Notes)
            note($"{file.Name}: {text}.");
        if (picture.Alpha is not { } alpha)
            return picture;
        if (!alpha.Any(value => value > 0))
            throw new InputException($"'{file.Name}' is wholly transparent: there is nothing to see; {PictureSettings.Flatten.Typed} "
                + "white shows it on white.");
        if (mustBeWhole)
            throw new InputException($"'{file.Name}' is transparent in part, and {options.Preset.WholeMapKind} works on whole pictures: "
                + $"take {PictureSettings.Flatten.Typed} white, which puts it on white, or another kind.");
        note($"{file.Name}: transparent in part; {meaning} ({PictureSettings.Flatten.Typed} white puts it on white).");
        return picture;
    }

    private RgbImage ReadLarge(PictureFile file, PictureReading reading)
    {
        pass($"reading a picture of {file.Size} pixels …");
        try
        {
            return file.Read(reading);
        }
        finally
        {
            pass("");
        }
    }

    /// <summary>Refuses by its header a picture whose decoder needs more than --memory, or than there is.</summary>
    private void RequireMemory(PictureFile file, PictureReading reading)
    {
        bool isTyped = values.Has(MachineSettings.Memory);
        long limit = isTyped ? values.Get(MachineSettings.Memory)
            : ContainerMemory.Limit() ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        long needed = file.BytesToRead(reading);
        if (needed > limit)
        {
            throw new InputException(
                $"'{file.Name}' has {file.Size} pixels, and reading it alone takes up to {ByteSize.Format(needed)}; expected at most "
                    + $"{ByteSize.Format(limit)} ({(isTyped ? MachineSettings.Memory.Typed : "the memory of this machine")}). "
                    + "Saved smaller it needs less, and so does a plain JPEG, which is decoded at a fraction of its size.");
        }
    }
}
