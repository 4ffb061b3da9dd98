using System.CommandLine;
using System.CommandLine.Parsing;
using IlgpuStyle.Cli.Commands;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli;

/// <summary>
/// Entry point: parsing and exit codes. 0 done, 1 the user can mend it (one line on standard error), 2 a
/// defect (with stack), 130 interrupted.
/// </summary>
public static class Program
{
    /// <summary>
    /// Runs one command. A standard output that fails does not end it, but is told in the end.
    /// </summary>
    public static int Main(string[] arguments)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        SteadyWriter steady = new(output);
        try
        {
            Console.SetOut(steady);
            Console.SetError(new SteadyWriter(error));
            int code = Run(arguments);
            steady.Flush();
            if (steady.Failure is null || code != ExitCodes.Success)
                return code;
            Console.Error.WriteLine($"istyle: the work is done, but standard output could not be written: {steady.Failure}.");
            return ExitCodes.UserError;
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    // A file may be called @name: no argument is a file of arguments.
    internal static ParserConfiguration Configuration { get; } = new() { ResponseFileTokenReplacer = null };

    private static int Run(string[] arguments)
    {
        RootCommand root = Root();
        ParseResult parsed = root.Parse(ShortCommand.Complete(root, arguments), Configuration);
        bool isDirective = parsed.Tokens is [{ Type: TokenType.Directive }, ..];
        if (parsed.Errors.Count > 0 && !isDirective)
        {
            Console.Error.WriteLine($"istyle: {WrongWords.Explain(parsed)}");
            return ExitCodes.UserError;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
            });
        }
        catch (InputException e)
        {
            Console.Error.WriteLine($"istyle: {e.Message}");
            return ExitCodes.UserError;
        }
        catch (Exception e) when (DeviceFailure.Explain(e) is { } explained)
        {
            Console.Error.WriteLine($"istyle: {explained.Message}");
            return ExitCodes.UserError;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"istyle: this is a defect, please report it: {e}");
            return ExitCodes.Defect;
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Root()
    {
        RootCommand root = new("istyle paints a photo in the style of a painting (neural style transfer after Gatys et al.).")
        {
            RunCommand.Create(RunKind.Transfer),
            PlanCommand.Create(),
            ResumeCommand.Create(),
            RerunCommand.Create(),
            ShowCommand.Create(),
            BatchCommand.Create(),
            RunCommand.Create(RunKind.Texture),
            RunCommand.Create(RunKind.Reconstruct),
            InspectCommand.Create(),
            JudgeCommand.Create(),
            SheetCommand.Create(),
            DevicesCommand.Create(),
            DoctorCommand.Create(),
            CompletionCommand.Create(),
            VerifyCommand.Create(),
            GradientCheckCommand.Create(),
            WeightsCommand.Create(),
            KernelsCommand.Create(),
            HelpCommand.Create(),
        };
        root.SetAction(_ =>
        {
            HelpRequest.PrintOf(root, [], Console.Out);
            return ExitCodes.Success;
        });
        NumberWords.Attach(root);
        VersionLine.Attach(root);
        HelpRequest.Attach(root);
        return root;
    }
}
