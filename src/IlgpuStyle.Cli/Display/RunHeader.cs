using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Display;

/// <summary>The first lines of a run: what will run where, and what it will take.</summary>
internal static class RunHeader
{
    /// <summary>One line each: device and why, weights and why, picture, plan, memory.</summary>
    /// <param name="backend">The device.</param>
    /// <param name="weights">The network's file.</param>
    /// <param name="values">The run's settings.</param>
    /// <param name="options">What they mean.</param>
    /// <param name="stages">Its sizes.</param>
    /// <param name="forecast">Null if nobody asked.</param>
    /// <param name="photo">Size of the photo's file; null if there is none.</param>
    public static IEnumerable<string> Lines(
        IBackend backend, WeightsChoice weights, SettingValues values, StyleTransferOptions options, IReadOnlyList<ScaleStage> stages,
        RunForecast? forecast, ImageSize? photo = null)
    {
        string reason = forecast is { BackendReason.Length: > 0 } ? $" ({forecast.BackendReason})" : "";
        yield return $"backend: {backend.Name}: {backend.Description}{reason}";
        yield return weights.Explanation;
        if (photo is { } given && given != stages[^1].Size)
        {
            yield return stages[^1].Size.Pixels > given.Pixels
                ? $"photo: {given}, enlarged to {stages[^1].Size} (--size)"
                : $"photo: {given}, reduced to {stages[^1].Size} (--size)";
        }

        if (Painting(values) is { Length: > 0 } painting)
            yield return $"painting: {painting}";
        yield return $"picture: {stages[^1].Size}, preset {options.Preset.Name}, iterations: "
            + $"{string.Join(", ", stages.Select(s => $"{s.Iterations} at {s.Size}"))}";
        foreach (string line in forecast is null ? [] : ForecastText.Lines(forecast))
            yield return line;
        if (options.ScratchFolder is { } scratch && ScratchNote.Of(scratch) is { } note)
            yield return note;
    }

    // What no other line shows, and makes a run longer and another.
    private static string Painting(SettingValues values)
    {
        string scales = string.Join(", ", values.TextsOf(LookSettings.StyleScales));
        return string.Join("; ", ((string[])
        [
            scales.Length > 0 ? $"at {scales} of the result's size" : "",
            values.Get(LookSettings.CoarseStyle) is { } coarse ? $"what is large after '{coarse}'" : "",
        ]).Where(part => part.Length > 0));
    }
}
