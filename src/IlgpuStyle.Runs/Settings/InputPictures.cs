using System.Globalization;
using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Settings;

/// <summary>The pictures of a run, read as its settings ask, and what of the photo its result keeps.</summary>
/// <param name="values">The settings.</param>
/// <param name="options">What they mean: large pictures are read no larger than the run needs them.</param>
/// <param name="note">Gets a line for whatever was not read as it is.</param>
internal sealed class InputPictures(SettingValues values, StyleTransferOptions options, Action<string> note)
{
    // Twice the size that is needed: what the run's own resampling then sees holds all that the smaller size can show.
    private const int Reserve = 2;

    private const int LeastLongSide = 8;

    private const int DecodedBytesPerPixel = 4, BytesPerPixel = RgbImage.Channels * sizeof(float);

    private ImageSize? _result;

    /// <summary>Size of the photo's file; null before it is read.</summary>
    public ImageSize? PhotoSize { get; private set; }

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
        if (values.Has(PictureSettings.KeepMetadata))
            Metadata = file.ReadMetadata();
        RgbImage photo = Read(
            file, new ImageSize(Reserve * _result.Value.Width, Reserve * _result.Value.Height),
                keepsProfile: values.Get(PictureSettings.Profile),
            "painted where it is opaque, and the result is as transparent");
        Profile = file.Profile;
        return photo;
    }

    /// <summary>A picture whose style is taken.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public RgbImage Painting(string path)
    {
        PictureFile file = OpenVisible(path);
        ImageSize? enough = _result is { } result
            ? file.Size.WithLongSide(Math.Min(
                file.Size.LongSide, Reserve * Math.Max(result.LongSide, options.StyleSizeAt(file.Size, result).LongSide)))
            : null;
        return Read(file, enough, keepsProfile: false, "lends what can be seen of it");
    }

    /// <summary>A mask, a map, a start.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public RgbImage Other(string path, string meaning) => Read(Open(path), enough: null, keepsProfile: false, meaning);

    private static PictureFile Open(string path) => PictureFile.Open(InputAddress.Read(path), path);

    // A run over an enlarged dot takes as long as any other.
    private static PictureFile OpenVisible(string path)
    {
        PictureFile file = Open(path);
        return file.Size.LongSide >= LeastLongSide
            ? file
            : throw new InputException($"'{file.Name}' has {file.Size} pixels, too few to show anything; expected a side of at least "
                + $"{LeastLongSide}.");
    }

    private RgbImage Read(PictureFile file, ImageSize? enough, bool keepsProfile, string meaning)
    {
        // Smaller ones are read as they are: their values are worth more than the moment it takes.
        if (file.Size.Pixels < PictureFile.LargePixels)
            enough = null;
        RequireMemory(file, enough);
        RgbImage picture = file.Read(new PictureReading
        {
            Alpha = Flattens ? AlphaMode.CompositeOnWhite : AlphaMode.Keep,
            Enough = enough,
            KeepsProfile = keepsProfile,
            Profile = Profile,
        });
        foreach (string text in file.Notes)
            note($"{file.Name}: {text}.");
        if (picture.Alpha is not { } alpha)
            return picture;
        if (!alpha.Any(value => value > 0))
            throw new InputException($"'{file.Name}' is wholly transparent: there is nothing to see; {PictureSettings.Flatten.Typed} "
                + $"white shows it on white.");
        note($"{file.Name}: transparent in part; {meaning} ({PictureSettings.Flatten.Typed} white puts it on white).");
        return picture;
    }

    private void RequireMemory(PictureFile file, ImageSize? enough)
    {
        long needed = DecodedBytesPerPixel * file.Size.Pixels + BytesPerPixel * (enough ?? file.Size).Pixels;
        if (values.Has(MachineSettings.Memory) && needed > values.Get(MachineSettings.Memory))
        {
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"{MachineSettings.Memory.Typed}: '{file.Name}' has {file.Size} pixels, and reading it alone takes "
                    + $"{ByteSize.Format(needed)}."));
        }
    }
}
