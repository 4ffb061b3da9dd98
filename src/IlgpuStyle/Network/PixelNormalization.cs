using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Network;

/// <summary>
/// What a network expects of pixels: input[c] = (image[source[c]]·scale − mean[c]) / std[c], image in RGB [0,
/// 1], as one multiplication and one addition per pixel, and its backward.
/// </summary>
public sealed class PixelNormalization
{
    private readonly int[] _source;
    private readonly int[] _inverseSource;
    private readonly float[] _scale;
    private readonly float[] _offset;
    private readonly float[] _inverseScale;
    private readonly float[] _zero = new float[3];

    /// <summary>From a weights file's metadata; mean and std are in the file's channel order.</summary>
    /// <param name="metadata">The file's.</param>
    /// <param name="pixelRange">In place of the file's scale, if that is not 1; null keeps it.</param>
    public PixelNormalization(WeightsMetadata metadata, double? pixelRange = null)
    {
        double scale = metadata.Scale == 1 ? 1 : pixelRange ?? metadata.Scale;
        // Both orders are their own inverse, but the backward should not depend on that.
        _source = metadata.ChannelOrder == ChannelOrder.Bgr ? [2, 1, 0] : [0, 1, 2];
        _inverseSource = new int[3];
        _scale = new float[3];
        _offset = new float[3];
        _inverseScale = new float[3];
        for (int c = 0; c < 3; c++)
        {
            _inverseSource[_source[c]] = c;
            _scale[c] = (float)(scale / metadata.Std[c]);
            _offset[c] = (float)(-(double)metadata.Mean[c] / metadata.Std[c]);
        }

        for (int c = 0; c < 3; c++)
            _inverseScale[_source[c]] = _scale[c];
    }

    /// <summary>input = normalised image; both (3, H, W).</summary>
    public void Forward(IBackend backend, Tensor image, Tensor input) =>
        backend.ChannelAffine(image, _source, _scale, _offset, input);

    /// <summary>gradImage[source[c]] = scale/std[c] · gradInput[c].</summary>
    public void Backward(IBackend backend, Tensor gradInput, Tensor gradImage) =>
        backend.ChannelAffine(gradInput, _inverseSource, _inverseScale, _zero, gradImage);
}
