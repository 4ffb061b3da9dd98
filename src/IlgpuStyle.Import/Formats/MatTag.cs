namespace IlgpuStyle.Import.Formats;

/// <summary>The head of a MAT-file element.</summary>
/// <param name="Type">The element's type: 1 to 13 numbers, 14 array, 15 compressed, 16 to 18 text.</param>
/// <param name="Size">Bytes of content.</param>
/// <param name="Small">The content, if it is part of the tag.</param>
internal readonly record struct MatTag(int Type, long Size, byte[]? Small);
