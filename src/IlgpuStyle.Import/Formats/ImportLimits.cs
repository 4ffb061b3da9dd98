namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Bounds on what a file may make us allocate. They lie far above every real file: VGG19's largest
/// convolution has 2.4 million weights, its state dictionary some kilobytes of pickle.
/// </summary>
internal static class ImportLimits
{
    /// <summary>Numbers in one tensor that is read into memory.</summary>
    public const long MaximumTensorElements = 1 << 24;

    /// <summary>
    /// Bytes of one pickle without the arrays inside it, and of other descriptive parts of a file.
    /// </summary>
    public const long MaximumDescriptionBytes = 1 << 26;

    /// <summary>
    /// How often its compressed size a compressed part may have. Trained weights hardly compress; deflate
    /// reaches 1032 on zeros, which is what a decompression bomb is made of.
    /// </summary>
    public const long MaximumExpansion = 100;

    /// <summary>Bytes below which the expansion does not matter.</summary>
    public const long HarmlessExpansionBytes = 1 << 24;

    /// <summary>Levels of nested lists, cells or groups.</summary>
    public const int MaximumDepth = 32;
}
