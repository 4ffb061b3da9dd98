using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IlgpuStyle.Backends.Scratch;
using IlgpuStyle.Kernels.Ilgpu;

namespace IlgpuStyle.Bench;

/// <summary>
/// Times a tiled evaluation on a device with everything on the device, and with the large tensors on the host by each
/// <see cref="TransferStreams"/>.
/// </summary>
internal static class StreamTimer
{
    /// <summary>Prints one JSON line for each way.</summary>
    public static int Run(string path, string[] arguments)
    {
        IlgpuDeviceKind kind = EvaluationTimer.Option(arguments, "--backend", "cuda") switch
        {
            "cuda" => IlgpuDeviceKind.Cuda,
            "opencl" => IlgpuDeviceKind.OpenCL,
            _ => IlgpuDeviceKind.Cpu,
        };
        int repeats = int.Parse(EvaluationTimer.Option(arguments, "--repeats", "5"), CultureInfo.InvariantCulture);
        string plan = EvaluationTimer.Option(arguments, "--plan", "pool3:1024,end:2048"),
            folder = EvaluationTimer.Option(arguments, "--scratch", "");
        double onDevice = Print(path, kind, plan, repeats, "on the device", TransferStreams.None, folder: null);
        foreach (TransferStreams streams in (TransferStreams[])[TransferStreams.None, TransferStreams.Shared, TransferStreams.Own])
        {
            double loss = Print(path, kind, plan, repeats, folder.Length > 0 ? "in files" : "on the host", streams, folder);
            if (loss != onDevice)
                throw new InvalidOperationException($"{streams}: the loss is {loss}, on the device {onDevice}.");
        }

        return 0;
    }

    /// <summary>Times one way; returns the loss.</summary>
    /// <param name="path">The case.</param>
    /// <param name="kind">The device.</param>
    /// <param name="plan">The tiles.</param>
    /// <param name="repeats">Evaluations after the first, of which the fastest counts.</param>
    /// <param name="place">Where the large tensors are, for the reader.</param>
    /// <param name="streams">How they come to the device.</param>
    /// <param name="folder">A folder for them; empty for the host's memory, null for the device's.</param>
    private static double Print(
        string path, IlgpuDeviceKind kind, string plan, int repeats, string place, TransferStreams streams, string? folder)
    {
        using IlgpuBackend device = IlgpuBackend.Create(kind, options: new IlgpuOptions { Transfers = streams });
        using ScratchBackend? scratch = folder is null ? null : new ScratchBackend(device, folder.Length == 0 ? null : folder);
        using EvaluationCase evaluation = EvaluationCase.Open((Backends.IBackend?)scratch ?? device, path, EvaluationCase.PlanOf(plan));
        double loss = evaluation.Evaluate(), seconds = double.PositiveInfinity;
        for (int i = 0; i < repeats; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            evaluation.Evaluate();
            seconds = Math.Min(seconds, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            device = device.Description,
            plan,
            place,
            streams = folder is null ? "" : streams.ToString(),
            seconds,
            device_bytes = device.PeakAllocatedBytes,
            loss,
        }));
        return loss;
    }
}
