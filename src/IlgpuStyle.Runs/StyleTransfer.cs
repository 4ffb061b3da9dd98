using IlgpuStyle.Backends;
using IlgpuStyle.Planning;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle;

/// <summary>Style transfer in one call.</summary>
public static class StyleTransfer
{
    /// <summary>Paints a photo in the style of a painting. Takes seconds to minutes of all cores, or of a graphics card.</summary>
    /// <param name="photo">What is shown.</param>
    /// <param name="painting">How it is painted.</param>
    /// <param name="options">Size, look, device; null for the defaults.</param>
    /// <param name="progress">Told after every step, on the calling thread.</param>
    /// <param name="cancellation">Ends the run after its current step: the painting is then the picture so far.</param>
    /// <exception cref="InputException">A picture, an option or the device cannot be used; the message says what would help.</exception>
    public static Painting Paint(
        PictureSource photo, PictureSource painting, PaintOptions? options = null, Action<StepRecord>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new PaintOptions();
        using WeightsFile weights = WeightsStore.Default.Choose(options.Weights).File;
        StyleTransferOptions settings = options.For(weights);
        settings.Validate();
        TransferPictures pictures = Transparency.Apply(new() { Content = photo.Read(), Styles = [new StylePicture(painting.Read())] });
        SettingValues device = new SettingValues(RunKind.Transfer).With(MachineSettings.Backend, options.Device);
        DeviceChoice choice = DeviceChoice.Open(device);
        using IBackend backend = choice.Backend;
        if (options.MemoryBytes is not null || backend.Devices > 1)
        {
            using MemoryPlanner planner = new(backend, weights, settings);
            settings = MemoryBudget.Fit(planner, settings, pictures, options.MemoryBytes ?? long.MaxValue);
        }

        TransferResult result = new StyleTransferRunner(backend, weights, settings).Run(pictures, progress, cancellation);
        return new Painting(result.Picture, result.Loss, result.Ending) { Warning = choice.Warning };
    }
}
