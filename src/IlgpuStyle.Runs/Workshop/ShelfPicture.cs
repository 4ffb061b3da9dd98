using System.Text.Json.Serialization;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>A picture that runs can be made from.</summary>
/// <param name="Id">The first 16 hexadecimal digits of its content's sha256.</param>
/// <param name="Name">The name of its file when it came.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Origin">Where it came from.</param>
/// <param name="Width">Width in pixels, as it is shown.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Path">The file.</param>
internal sealed record ShelfPicture(
    string Id, string Name, PictureKind Kind, PictureOrigin Origin, int Width, int Height, [property: JsonIgnore] string Path)
{
    /// <summary>Its size.</summary>
    [JsonIgnore]
    public ImageSize Size => new(Width, Height);
}

