using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Transfer;

namespace IlgpuStyle;

/// <summary>What <see cref="StyleTransfer.Paint"/> has painted.</summary>
/// <param name="Picture">The pixels, in [0, 1].</param>
/// <param name="Loss">Their loss.</param>
/// <param name="Ending">Why the run ended: finished, or interrupted with the picture so far.</param>
public sealed record Painting(RgbImage Picture, double Loss, TransferEnding Ending)
{
    /// <summary>That <see cref="PaintOptions.Device"/> names a graphics card that computes wrongly; null if nothing is known against
    /// it.</summary>
    public string? Warning { get; init; }

    /// <summary>Writes a file; an existing one is replaced only once the new one is complete.</summary>
    /// <param name="path">.png, .jpg, .webp, .tif or .avif.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public void Save(string path) => PictureRecord.Write(path, Picture);

    /// <summary>The bytes of a PNG file.</summary>
    public byte[] ToPng() => ImageFile.Encode(Picture, ImageFormat.Png);

    /// <summary>The bytes of a JPEG file.</summary>
    /// <param name="quality">1 to 100.</param>
    public byte[] ToJpeg(int quality = 95) => ImageFile.Encode(Picture, ImageFormat.Jpeg, new PictureWriting { Quality = quality });
}
