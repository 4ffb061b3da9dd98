using System.Runtime.InteropServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Verification;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// A device against the processor, operator by operator, evaluation by evaluation, golden file by golden file. What fails altogether is a
/// line too, and the rest goes on with the device opened anew.
/// </summary>
/// <param name="device">What is compared.</param>
/// <param name="output">Where the table goes.</param>
/// <param name="announcements">Told if the answer cannot be kept.</param>
internal sealed class DeviceTable(IlgpuDevice device, TextWriter output, Announcements announcements)
{
    private readonly GraphicsCards _cards = GraphicsCards.OfThisMachine;
    private readonly ComparisonTable _table = new(output, width: 72);
    private string? _failure;

    /// <summary>Prints it and keeps the answer.</summary>
    /// <param name="size">Height of the evaluations' picture in pixels.</param>
    /// <param name="golden">Golden files.</param>
    /// <returns>Whether all agree.</returns>
    public bool Print(int size, IReadOnlyList<string> golden)
    {
        DeviceProver prover = new(_cards, announcements with { Terminal = null });
        string? tensorFailure = null;
        output.WriteLine($"istyle {ProgramBuild.Version}, .NET {Environment.Version}, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.ProcessArchitecture}");
        output.WriteLine($"{device.CommandName}: {device.Identity}");
        output.WriteLine($"compared with simd: {SimdBackend.InstructionSet}");
        _table.Head();
        using SimdBackend trusted = new(new SimdOptions { DirectConvolution = true });
        foreach (ConvolutionVariant variant in DeviceProver.Variants)
        {
            IEnumerable<OperatorCase> cases = variant == ConvolutionVariant.Direct
                ? OperatorProof.Convolutions.Concat(OperatorProof.Others)
                : OperatorProof.Convolutions;
            string name = variant.ToString().ToLowerInvariant();
            Section(name, new IlgpuOptions { Convolution = variant }, backend =>
                cases.SelectMany(operation => operation.Compare(trusted, backend)));
        }

        Guard("evaluations", () => AddAll("", prover.Compare(device, size)));
        Guard("evaluations in half precision", () => AddAll("", prover.CompareHalf(device, size)));
        if (device.HasTensorCores)
        {
            // An answer of its own: only runs with --tf32 depend on it.
            (string? failure, _failure) = (_failure, null);
            Guard("evaluations in TF32", () => AddAll("", prover.CompareTensorCores(device, size)));
            (tensorFailure, _failure) = (_failure, failure);
            prover.Keep(device, new DeviceProof(tensorFailure), tensorCores: true);
        }

        foreach (string file in golden)
            Section(Path.GetFileNameWithoutExtension(file), new IlgpuOptions(), backend => GoldenVerification.Run(backend, file));
        prover.Keep(device, new DeviceProof(_failure));
        return _table.Sum() && _failure is null && tensorFailure is null;
    }

    private void Section(string name, IlgpuOptions options, Func<IBackend, IEnumerable<Comparison>> compare) => Guard(name, () =>
    {
        using IBackend backend = _cards.Open(device, options);
        AddAll($"{name}: ", compare(backend));
    });

    private void AddAll(string prefix, IEnumerable<Comparison> results)
    {
        foreach (Comparison result in results)
        {
            Comparison named = result with { Subject = prefix + result.Subject };
            _table.Add(named);
            if (!named.Passed)
                _failure ??= DeviceProver.Describe(named);
        }
    }

    private void Guard(string name, Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (DeviceFailure.Explain(exception) is { } failure)
        {
            output.WriteLine($"{name}: FAILED: {failure.Message}");
            _failure ??= $"{name}: {failure.Message.TrimEnd('.')}";
        }
    }
}
