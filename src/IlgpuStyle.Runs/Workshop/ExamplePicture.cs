namespace IlgpuStyle.Runs.Workshop;

/// <summary>A picture that the program brings along.</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Open">Its bytes.</param>
internal sealed record ExamplePicture(string Name, PictureKind Kind, Func<Stream> Open);
