namespace IlgpuStyle.Weights;

/// <summary>
/// Tells from the mean activations of <see cref="ProbePicture"/> whether weights get the input that they
/// were made for. For the families whose weights were at hand the exact means are stored (computed in
/// float64); for the others there are bounds.
/// </summary>
internal static class ActivationCheck
{
    /// <summary>
    /// Relative tolerance on stored means. The mildest mistake, exchanged red and blue in the normalised
    /// network, moves conv1_1 by 35 % and conv1_2 by 8 %; float32 and F16 weights move them by less than
    /// 0.1 %.
    /// </summary>
    private const float Tolerance = 0.03f;

    private static readonly Dictionary<string, Dictionary<string, float>> s_storedMeans = new()
    {
        ["ilgpustyle-distilled"] = new()
        {
            ["conv1_1"] = 1.4173f, ["conv1_2"] = 1.6795f, ["conv2_1"] = 1.3401f, ["conv2_2"] = 2.2516f,
            ["conv3_1"] = 1.7889f, ["conv3_2"] = 1.5928f, ["conv3_3"] = 1.4530f, ["conv3_4"] = 1.6627f,
            ["conv4_1"] = 1.4789f, ["conv4_2"] = 1.1476f, ["conv5_1"] = 1.3681f,
        },
        ["normalised"] = new()
        {
            ["conv1_1"] = 1.5440f, ["conv1_2"] = 1.6349f, ["conv2_1"] = 1.0355f, ["conv2_2"] = 1.6848f,
            ["conv3_1"] = 1.0049f, ["conv3_2"] = 0.8861f, ["conv3_3"] = 0.8942f, ["conv3_4"] = 0.9875f,
        },
    };

    /// <summary>Whether a file's activations are those of its family: other preprocessing than the metadata says shows in them.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="meanByLayer">
    /// The mean of each convolution after its ReLU over the probe picture, with the file's own
    /// preprocessing, zero padding and average pooling, whatever pooling the file asks for.
    /// </param>
    public static ActivationVerdict Judge(
        WeightsMetadata metadata, IReadOnlyDictionary<string, float> meanByLayer)
    {
        Dictionary<string, float> stored = s_storedMeans.GetValueOrDefault(metadata.Family, []);
        ActivationFinding[] findings =
        [
            .. meanByLayer.OrderBy(pair => pair.Key, LayerNameComparer.Instance).Select(pair =>
            {
                (float lowest, float highest) = stored.TryGetValue(pair.Key, out float mean)
                    ? (mean * (1 - Tolerance), mean * (1 + Tolerance))
                    : Bounds(metadata.Family, pair.Key);
                return new ActivationFinding(pair.Key, pair.Value, lowest, highest);
            }),
        ];
        return new ActivationVerdict(findings, Summarise(metadata, findings, stored.Count > 0));
    }

    /// <summary>
    /// Wide bounds. Normalised networks average 1. In the others only the first layer is bounded: Oxford's
    /// sees inputs of ±60 and answers in tens, torchvision's and MXNet's see ±2 and answer below 3, so a
    /// mistaken scale leaves the bounds by an order of magnitude; a mistaken channel order does not show.
    /// </summary>
    private static (float Lowest, float Highest) Bounds(string family, string layer) =>
        (family, layer) switch
    {
        ("normalised" or "ilgpustyle-distilled", _) => (0.2f, 5),
        ("caffe", "conv1_1") => (3, 300),
        ("torchvision" or "mxnet", "conv1_1" or "conv1") => (0.02f, 3),
        _ => (1e-6f, 1e6f),
    };

    private static string Summarise(WeightsMetadata metadata, ActivationFinding[] findings, bool exact)
    {
        ActivationFinding? wrong = findings.FirstOrDefault(finding => !finding.IsExpected);
        if (findings.Length == 0)
            return "no layer was measured.";
        if (wrong is null)
        {
            return exact
                ? $"every layer answers as '{metadata.Family}' weights must: layout, channel order, "
                    + "mean and scale are right."
                : $"plausible for '{metadata.Family}' weights; a mistaken channel order would not show, "
                    + "for want of stored values.";
        }

        string range = $"expected {wrong.Lowest:0.####} to {wrong.Highest:0.####}";
        if (!float.IsFinite(wrong.Mean))
            return $"{wrong.Layer} gives {wrong.Mean}: the weights are damaged.";
        string cause = wrong.Mean == 0
            ? "no filter answers, so the weights or the input are empty"
            : wrong.Mean > 10 * wrong.Highest || wrong.Mean < wrong.Lowest / 10
                ? "the scale of the input (0 to 1 against 0 to 255), the mean or the family is wrong"
                : "the channel order, the mean, the kernels' layout or the family is wrong";
        return $"{wrong.Layer} averages {wrong.Mean:0.####}, {range}: {cause}.";
    }
}
