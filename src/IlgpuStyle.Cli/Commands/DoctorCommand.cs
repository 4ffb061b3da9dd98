using System.CommandLine;
using IlgpuStyle.Cli.Doctor;
using IlgpuStyle.Runs;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// <c>istyle doctor</c>: what on this machine works, what does not, and what to do about it.
/// </summary>
internal static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new(
            "doctor",
            "Check program, processor, memory, devices, picture formats, weights and folders; exits 1 "
                + "if a run cannot work.");
        command.SetAction(_ => Print(Findings(), Console.Out));
        return command;
    }

    /// <summary>A line for each finding, its remedy below it, and a last line that sums up.</summary>
    /// <returns>1 if something is broken.</returns>
    internal static int Print(IEnumerable<Finding> findings, TextWriter output)
    {
        int notes = 0, broken = 0;
        foreach (Finding finding in findings)
        {
            output.WriteLine($"{Mark(finding.Verdict),-6} {finding.Subject,-16} {finding.Text}");
            if (finding.Remedy.Length > 0)
                output.WriteLine($"{"",-23} → {finding.Remedy}");
            notes += finding.Verdict == Verdict.Note ? 1 : 0;
            broken += finding.Verdict == Verdict.Broken ? 1 : 0;
        }

        output.WriteLine(broken > 0
            ? $"{broken} broken: a run cannot work like this"
            : $"a run works{(notes > 0 ? $"; {Counted.Of(notes, "note")}" : "")}");
        return broken > 0 ? ExitCodes.UserError : ExitCodes.Success;
    }

    private static IEnumerable<Finding> Findings() =>
        MachineChecks.Run().Concat(FileChecks.Run(WeightsStore.Default)).Append(ComputeCheck.Run());

    private static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Good => "ok",
        Verdict.Note => "note",
        _ => "BROKEN",
    };
}
