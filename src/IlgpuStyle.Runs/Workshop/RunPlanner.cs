using System.Globalization;
using System.Text.Json;
using IlgpuStyle.Imaging;
using IlgpuStyle.Planning;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// What runs would take, and what fits the memory that there is: a run that would not is given tiles, or files in place of memory. Used by
/// the thread that computes.
/// </summary>
/// <param name="shelf">The pictures.</param>
/// <param name="previews">Plans are made of small copies of them.</param>
/// <param name="weights">The networks.</param>
/// <param name="scratch">Folder for files in place of memory.</param>
internal sealed class RunPlanner(PictureShelf shelf, PreviewCache previews, OpenWeights weights, string scratch)
{
    private const int CopySide = 512;

    // The rest is the system's, the browser's and the pictures'.
    private const double MemoryShare = 0.8;

    // What was measured holds for all of them: a plan takes no time while only the size changes.
    private static readonly Setting[] s_sizes = [LookSettings.Size, LookSettings.Iterations, LookSettings.Scales, LookSettings.Seed];

    private readonly Dictionary<string, Speed> _speeds = [];

    /// <summary>Plans a run.</summary>
    /// <exception cref="InputException">It cannot be, whatever is done.</exception>
    public PlannedRun Plan(SettingValues values, PaintingDevice device)
    {
        SettingValues copies = AsCopies(values);
        string key = KeyOf(copies);
        PreparedRun run = Prepare(
            copies, device,
            fitting => new RunRequest(fitting, weights.Of(fitting), Announcements.None, device.Hashes, isPlanned: true),
            _speeds.GetValueOrDefault(key));
        _speeds[key] = run.Forecast.Speed;
        MemoryPlan memory = run.Forecast.Plan.Memory;
        ImageSize size = ScalePlan.Stages(run.Forecast.Options, OriginalSize(values) ?? run.Pictures.Content.Size)[^1].Size;
        return new PlannedRun(
            size.Width, size.Height, run.Forecast.Plan.Time.TotalSeconds, run.Forecast.Plan.Evaluations, memory.LimitedBytes,
            memory.Parts.ToDictionary(part => JsonNamingPolicy.CamelCase.ConvertName($"{part.Key}"), part => part.Value),
            run.Forecast.Changes);
    }

    /// <summary>Reads a run's pictures and makes it fit.</summary>
    /// <param name="values">All of the run's settings.</param>
    /// <param name="device">What computes.</param>
    /// <param name="requestOf">Checks settings.</param>
    /// <param name="speed">The speed, if it was measured before.</param>
    /// <param name="isResumed">Whether it goes on from a checkpoint.</param>
    /// <exception cref="InputException">A file cannot be read, or nothing fits.</exception>
    public PreparedRun Prepare(SettingValues values, PaintingDevice device, Func<SettingValues, RunRequest> requestOf, Speed? speed = null,
        bool isResumed = false)
    {
        DeviceChoice opened = device.Open(values);
        PreparedRun With(SettingValues fitting)
        {
            RunRequest request = requestOf(fitting);
            TransferPictures pictures = request.ReadPictures();
            return new PreparedRun(request, pictures, request.Forecast(opened.Backend, opened.Reason, pictures, device.Cache, speed));
        }

        // A card's memory is the backend's own business; a limit that was set is obeyed as it is; what began in one way goes on in it.
        if (opened.Backend.HasOwnMemory || values.Has(MachineSettings.Memory) || isResumed)
            return With(values);
        SettingValues limited = values.With(MachineSettings.Memory, FreeMemory());
        try
        {
            return With(limited);
        }
        catch (InputException) when (!values.Has(MachineSettings.Scratch))
        {
            Directory.CreateDirectory(scratch);
            return With(limited.With(MachineSettings.Scratch, scratch));
        }
    }

    /// <summary>The settings with small copies of the pictures.</summary>
    /// <exception cref="InputException">A picture cannot be read.</exception>
    public SettingValues AsCopies(SettingValues values)
    {
        foreach ((Setting setting, IReadOnlyList<string> texts) in values.All.ToArray())
        {
            if (setting.IsInput)
                values = values.With(setting, [.. texts.Select(text => AsCopy(setting, text))]);
        }

        return values;
    }

    private static string FreeMemory()
    {
        double bytes = MemoryShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return ((long)bytes >> 20).ToString(CultureInfo.InvariantCulture) + "MiB";
    }

    private string AsCopy(Setting setting, string text) =>
        setting.PathIn(text) is var (path, rest) ? previews.FileOf(path, CopySide) + rest : text;

    private ImageSize? OriginalSize(SettingValues values) => values.Kind == RunKind.Transfer
        ? shelf.All.FirstOrDefault(picture => picture.Path == values.Get(InputSettings.Photo))?.Size
        : null;

    private string KeyOf(SettingValues values) => weights.Of(values).File.Sha256 + values.Kind.Name + string.Join(
        '\n', values.Without(s_sizes).All.Select(value => $"{value.Setting.Name}={string.Join(',', value.Values)}"));
}
