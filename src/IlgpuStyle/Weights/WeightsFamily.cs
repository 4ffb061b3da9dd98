namespace IlgpuStyle.Weights;

/// <summary>
/// A set of weights that was trained, or rescaled, together, with the input that it expects. Weights of two
/// families give different activations, so losses cannot be compared across them; using one family's input
/// with another's weights is the field's most common mistake.
/// </summary>
/// <param name="Name">The name in metadata and in <c>--family</c>.</param>
/// <param name="ChannelOrder">Order of the channels.</param>
/// <param name="Scale">Factor on pixels in [0, 1] before the mean is subtracted.</param>
/// <param name="Mean">Subtracted per channel, in channel order.</param>
/// <param name="Std">Divides the difference, in channel order.</param>
/// <param name="Licence">The licence of the weights.</param>
/// <param name="Description">One line for people.</param>
internal sealed record WeightsFamily(
    string Name, ChannelOrder ChannelOrder, float Scale, float[] Mean, float[] Std, string Licence,
    string Description)
{
    private const string OxfordLicence = "CC BY 4.0 (Visual Geometry Group, Oxford)";
    private const string CaffeInput = "BGR in 0 to 255 minus the mean";
    private const string ImageNetInput = "RGB in [0, 1], ImageNet mean and deviation";

    private static readonly float[] s_imageNetMean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] s_imageNetStd = [0.229f, 0.224f, 0.225f];
    private static readonly float[] s_caffeMean = [103.939f, 116.779f, 123.68f];
    private static readonly float[] s_one = [1, 1, 1];

    /// <summary>Networks trained by PyTorch's torchvision (and timm's copies of them).</summary>
    public static WeightsFamily Torchvision { get; } = new(
        "torchvision", ChannelOrder.Rgb, 1, s_imageNetMean, s_imageNetStd, "BSD-3-Clause (torchvision)",
        $"trained by torchvision; {ImageNetInput}");

    /// <summary>
    /// Simonyan and Zisserman's own networks in any wrapping (Caffe, MatConvNet, Keras, TensorFlow copies).
    /// </summary>
    public static WeightsFamily Caffe { get; } = new(
        "caffe", ChannelOrder.Bgr, 255, s_caffeMean, s_one, OxfordLicence,
        $"Oxford's VGG, trained in Caffe; {CaffeInput}");

    /// <summary>
    /// The Caffe network rescaled by Gatys et al. so that each filter's mean activation is 1.
    /// </summary>
    public static WeightsFamily Normalised { get; } = new(
        "normalised", ChannelOrder.Bgr, 255, s_caffeMean, s_one, OxfordLicence,
        $"Oxford's VGG with each filter's mean activation scaled to 1 (Gatys); {CaffeInput}");

    /// <summary>
    /// Networks trained by MXNet (the ONNX model zoo's vgg19-7): torchvision's input, other weights.
    /// </summary>
    public static WeightsFamily Mxnet { get; } = new(
        "mxnet", ChannelOrder.Rgb, 1, s_imageNetMean, s_imageNetStd, "Apache-2.0 (MXNet model zoo)",
        $"trained by MXNet; {ImageNetInput}");

    /// <summary>Every family, in the order in which help texts list them.</summary>
    public static IReadOnlyList<WeightsFamily> All { get; } = [Torchvision, Caffe, Normalised, Mxnet];

    /// <summary>The family of that name, or null. Case and the spelling "normalized" are forgiven.</summary>
    public static WeightsFamily? Find(string name)
    {
        string wanted = name.Equals("normalized", StringComparison.OrdinalIgnoreCase) ? "normalised" : name;
        return All.FirstOrDefault(family => family.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase));
    }
}
