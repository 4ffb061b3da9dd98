using System.CommandLine;
using System.Diagnostics;
using System.Net;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Studio;
using IlgpuStyle.Studio.Hosting;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle studio [FOLDER]</c>.</summary>
internal static class StudioCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> folder = new("FOLDER")
        {
            Description = "Where pictures are kept, each with its settings in a folder of its own; made if it is not there.",
            DefaultValueFactory = _ => Path.Combine(PicturesFolder(), "istyle"),
        };
        Option<int> port = new("--port")
        {
            Description = "Port of the page; the folder's last one, or any that is free, unless given.",
            HelpName = "PORT",
        };
        port.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string word }] && int.TryParse(word, out int number) && number is < 0 or > IPEndPoint.MaxPort)
                result.AddError($"--port '{word}': expected a port, 1 to {IPEndPoint.MaxPort}.");
        });
        Option<bool> noBrowser = new("--no-browser") { Description = "Only print the page's address." };
        Command command = new("studio", "Choose, paint, compare and refine pictures on a page in the browser.") { folder, port, noBrowser };
        SettingOptions device = SettingOptions.Device;
        device.AddTo(command);
        command.SetAction(parsed =>
        {
            using Workbench bench = new(parsed.GetValue(folder)!, device.Read(parsed), PageFiles.Examples);
            using StudioServer server = StudioServer.Again(parsed.GetValue(port), new WorkbenchHost(bench), bench.FormerAddress);
            return Serve(bench, server, parsed.GetValue(noBrowser));
        });
        return command;
    }

    private static int Serve(Workbench bench, StudioServer server, bool isSilent)
    {
        bench.Publish(server.Address);
        Console.Out.WriteLine($"studio: {server.Address}");
        Console.Out.WriteLine($"pictures: {bench.Folder}; Ctrl-C ends the studio, and what is being painted can go on later");
        using ManualResetEventSlim ended = new();
        using StopSignals signals = new(() => ended.IsSet, ended.Set);
        if (!isSilent)
            OpenBrowser(server.Address);
        ended.Wait();
        Console.Out.WriteLine("ending after the present step …");
        // While the page can still see it.
        bench.Dispose();
        return ExitCodes.Success;
    }

    private static string PicturesFolder() => Environment.GetFolderPath(Environment.SpecialFolder.MyPictures) is { Length: > 0 } pictures
        ? pictures
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Pictures");

    private static void OpenBrowser(string address)
    {
        try
        {
            using Process? process = OperatingSystem.IsLinux()
                ? Process.Start(new ProcessStartInfo("xdg-open", address) { RedirectStandardError = true, RedirectStandardOutput = true })
                : Process.Start(new ProcessStartInfo(address) { UseShellExecute = true });
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            Console.Out.WriteLine("no browser was found; open the address in one");
        }
    }
}
