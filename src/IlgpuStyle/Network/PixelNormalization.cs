using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Network;

/// <summary>
/// What a network expects of pixels: input[c] = (scale·picture[source[c]] − mean[c]) / std[c], picture in RGB [0, 1]. What a backend
/// holds of a picture is an image: the picture itself, or (scale·picture − mean)/2ⁿ if a run optimises what the network is fed. From
/// image to input is one multiplication and one addition per pixel, and so is the way back.
/// </summary>
internal sealed class PixelNormalization
{
    private readonly int[] _source;
    private readonly int[] _inverseSource;
    private readonly float[] _scale = new float[3];
    private readonly float[] _offset = new float[3];
    private readonly float[] _inverseScale = new float[3];
    private readonly float[] _zero = new float[3];

    // image = (picture · _range − _mean) / _power, RGB.
    private readonly float[] _mean = new float[3];
    private readonly float _range = 1;
    private readonly float _power = 1;
    private readonly bool _isMoved;

    /// <summary>From a weights file's metadata; mean and std are in the file's channel order.</summary>
    /// <param name="metadata">The file's.</param>
    /// <param name="pixelRange">In place of the file's scale, if that is not 1; null keeps it.</param>
    /// <param name="optimizesInput"><see cref="NetworkOptions.OptimizesInput"/>.</param>
    public PixelNormalization(WeightsMetadata metadata, double? pixelRange = null, bool optimizesInput = false)
    {
        double scale = metadata.Scale == 1 ? 1 : pixelRange ?? metadata.Scale;
        // Both orders are their own inverse, but the backward should not depend on that.
        _source = metadata.ChannelOrder == ChannelOrder.Bgr ? [2, 1, 0] : [0, 1, 2];
        _inverseSource = new int[3];
        _isMoved = optimizesInput;
        if (optimizesInput)
            (_range, _power) = ((float)scale, (float)Math.Pow(2, Math.Ceiling(Math.Log2(scale))));
        for (int c = 0; c < 3; c++)
        {
            _inverseSource[_source[c]] = c;
            if (optimizesInput)
                _mean[_source[c]] = metadata.Mean[c];
            else
                _offset[c] = (float)(-(double)metadata.Mean[c] / metadata.Std[c]);
            _scale[c] = (float)((optimizesInput ? _power : scale) / metadata.Std[c]);
        }

        for (int c = 0; c < 3; c++)
            _inverseScale[_source[c]] = _scale[c];
    }

    /// <summary>What a difference of 1 between pixels of a picture is between those of its image; 1 if they are the same.</summary>
    public double Unit => (double)_range / _power;

    /// <summary>A picture's image on the backend.</summary>
    /// <param name="backend">Of the tensor.</param>
    /// <param name="picture">(3, H, W), RGB in [0, 1]; empty in a rehearsal.</param>
    /// <param name="image">Overwritten.</param>
    public void Upload(IBackend backend, float[] picture, Tensor image)
    {
        if (!_isMoved)
        {
            backend.Upload(picture, image);
            return;
        }

        int positions = picture.Length / 3;
        backend.Upload([.. picture.Select((value, i) => (value * _range - _mean[i / positions]) / _power)], image);
    }

    /// <summary>The picture of an image.</summary>
    public void Download(IBackend backend, Tensor image, float[] picture)
    {
        backend.Download(image, picture);
        int positions = Math.Max(1, picture.Length / 3);
        for (int i = 0; i < picture.Length && _isMoved; i++)
            picture[i] = (float)(((double)picture[i] * _power + _mean[i / positions]) / _range);
    }

    /// <summary>input = normalised image; both (3, H, W).</summary>
    public void Forward(IBackend backend, Tensor image, Tensor input) =>
        backend.ChannelAffine(image, _source, _scale, _offset, input);

    /// <summary>gradImage[source[c]] = scale/std[c] · gradInput[c].</summary>
    public void Backward(IBackend backend, Tensor gradInput, Tensor gradImage) =>
        backend.ChannelAffine(gradInput, _inverseSource, _inverseScale, _zero, gradImage);
}
