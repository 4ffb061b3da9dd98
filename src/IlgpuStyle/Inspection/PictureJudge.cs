using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Inspection;

/// <summary>
/// The loss of a finished picture under any network, whoever made it: what one network's result is worth in another's eyes.
/// </summary>
internal static class PictureJudge
{
    /// <summary>Every term of the loss.</summary>
    /// <param name="backend">Where it is computed.</param>
    /// <param name="weights">The judge.</param>
    /// <param name="preset">The formula; layers that the file has.</param>
    /// <param name="picture">The result.</param>
    /// <param name="photo">Brought to the picture's size.</param>
    /// <param name="painting">Brought to the picture's long side.</param>
    /// <exception cref="InputException">A layer is missing, or the picture is too small for the network.</exception>
    public static LossReport Evaluate(
        IBackend backend, WeightsFile weights, LossPreset preset, RgbImage picture, RgbImage photo, RgbImage painting)
    {
        StyleTransferOptions options = new() { Size = picture.Size.LongSide, Preset = preset };
        TransferPictures pictures = new() { Content = photo, Styles = [new StylePicture(painting)] };
        using PreparedNetwork network = new(backend, weights, preset.Layers, options.Network);
        using StyleTransferObjective objective = new(
            network, preset,
            StageTargets.Compute(network, options, pictures, picture.Size),
            picture.Shape);
        using Tensor image = backend.Allocate("judged picture", picture.Shape, TensorRole.Vector);
        using Tensor gradient = backend.Allocate("unused gradient", picture.Shape, TensorRole.Vector);
        backend.Upload(picture.Data, image);
        objective.Evaluate(image, gradient);
        return objective.Report;
    }
}
