// Paints the style pictures of examples/:  dotnet run --project examples/Paint -- examples
// Each picture is a scene (a colour and a direction for every point) and a technique that renders it. Fixed seeds: the
// same program paints the same pictures. A second argument names the one to paint.

using Paint;
using IlgpuStyle.Imaging;

(string Name, int Quality, Func<RgbImage> Paint)[] pictures =
[
    ("night", 90, Oil.Night),
    ("poppies", 88, Oil.Poppies),
    ("sunset", 90, Oil.Sunset),
    ("ink", 88, Ink.Mountains),
    ("pastel", 84, Pastel.Fruit),
    ("mosaic", 80, Mosaic.Peacock),
    ("geometric", 90, Geometric.Composition),
    ("woodcut", 82, Woodcut.Wave),
];
string folder = args.Length > 0 ? args[0] : ".";
foreach ((string name, int quality, Func<RgbImage> paint) in pictures)
{
    if (args.Length < 2 || args[1] == name)
        ImageFile.Write(Path.Combine(folder, $"painting-{name}.jpg"), paint(), new PictureWriting { Quality = quality });
}
