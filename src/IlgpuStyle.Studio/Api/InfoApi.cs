using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Studio.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace IlgpuStyle.Studio.Api;

/// <summary>What there is to choose from.</summary>
internal static class InfoApi
{
    /// <summary>The program and its version.</summary>
    public static string Program { get; } = $"istyle {ProgramBuild.Version}";

    /// <summary>Adds its addresses.</summary>
    public static void Map(RouteGroupBuilder api, IRunHost host)
    {
        RunKind kind = RunKind.Transfer;
        api.MapGet("/", () => Answers.Of(new
        {
            Api = 1,
            Program,
            Machine = MachineDescription.Of(),
            host.Folder,
            CanFilm = VideoWriter.IsAvailable,
            Formats = new { Read = PictureFormats.Read, Write = PictureFormats.Write },
            Sizes = SizeWord.All,
            Papers = PaperSize.All,
            PaperSize.DotsPerInch,
            Limits = new { StudioLimits.PictureBytes, StudioLimits.Viewers, StudioLimits.Connections },
        }));
        api.MapGet("/looks", () => Answers.Of(Look.All));
        api.MapGet("/settings", () => Answers.Of(SettingsOf(kind)));
        api.MapGet("/settings/{name}", (string name) =>
            RunKind.All.FirstOrDefault(other =>
                other.Name == name) is { } other ? Answers.Of(SettingsOf(other)) : Answers.Missing($"kind of run '{name}'"));
    }

    private static IEnumerable<object> SettingsOf(RunKind kind) => kind.Settings.Where(WishSettings.IsOpen).Select(setting => new
    {
        setting.Name,
        Title = setting.Title,
        setting.Group,
        setting.Description,
        setting.Placeholder,
        setting.Shape,
        setting.Words,
        setting.IsList,
        setting.IsInput,
        PictureKind = setting.IsInput ? WishSettings.KindOf(setting) : (PictureKind?)null,
        setting.Bounds.Least,
        setting.Bounds.Most,
        Default = setting.DefaultIn(kind.Defaults),
        Need = setting.Need?.Text,
    });
}
