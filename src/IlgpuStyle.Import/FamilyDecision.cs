using IlgpuStyle.Import.Formats;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import;

/// <summary>
/// Which family weights belong to. In falling order: what the user says, the file's own metadata, a
/// checksum in the registry, the format or its names. Torchvision's and Oxford's VGG look alike in a state
/// dictionary, so that case is asked, never guessed.
/// </summary>
internal static class FamilyDecision
{
    /// <summary>The family and how it is known.</summary>
    /// <exception cref="InputException">It cannot be known.</exception>
    public static (WeightsFamily Family, string Reason) Decide(
        ImportedWeights imported, string architecture, List<NamedLayer> layers, string sha256,
        ImportOptions options, string displayName)
    {
        if (options.Family is not null)
            return (options.Family, "as given");
        if (imported.Native is { } native)
        {
            WeightsFamily family = WeightsFamily.Find(native.Family) ?? WeightsFamily.Torchvision;
            return (family, "the file's own metadata");
        }

        if (WeightsRegistry.Default.FindBySha256(sha256) is { } known
            && WeightsFamily.Find(known.Family) is { } registered)
            return (registered, $"its checksum is that of '{known.Name}' in the registry");
        if (imported.Family is not null)
            return (imported.Family, imported.FamilyReason);
        string firstName = layers[0].SourceName;
        if (architecture == ArchitectureNames.SqueezeNet
            && firstName.StartsWith("features.", StringComparison.Ordinal))
            return (WeightsFamily.Torchvision, "torchvision's layer names");
        if (firstName == "conv1_1")
            return (WeightsFamily.Caffe, "layers named as in Caffe");
        throw new InputException(
            $"'{displayName}' ({imported.Format}) may hold torchvision's or Oxford's weights, which need different input, and does not "
                + "say which: "
                + ImportOptions.Ask(displayName, "--family torchvision (RGB in [0, 1])", "--family caffe (BGR in 0 to 255)"));
    }

    /// <summary>The order of conv1_1's input channels in the file.</summary>
    /// <exception cref="InputException">It cannot be known.</exception>
    public static ChannelOrder ChannelOrderOf(ImportedWeights imported, WeightsFamily family, string displayName) =>
        imported.ChannelOrder ?? (imported.AsksChannelOrder ? throw UnknownOrder(displayName) : family.ChannelOrder);

    private static InputException UnknownOrder(string displayName) => new(
        $"'{displayName}' does not say whether its first layer takes RGB or BGR: "
            + ImportOptions.Ask(displayName, "--channels RGB (vgg16_weights.npz)", "--channels BGR"));
}
