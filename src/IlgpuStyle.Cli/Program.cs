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

    private static int Run(string[] arguments)
    {
        RootCommand root = Root();
        ParseResult parsed = root.Parse(arguments);
        bool isDirective = parsed.Tokens is [{ Type: TokenType.Directive }, ..];
        if (parsed.Errors.Count > 0 && !isDirective)
        {
            string help = $"istyle {Below(parsed.CommandResult)}--help";
            Console.Error.WriteLine($"istyle: {Explain(parsed)} Try '{help}'.");
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

    /// <summary>The one of the parser's errors that explains the others.</summary>
    private static string Explain(ParseResult parsed)
    {
        // An unknown option is taken for a file, and the word behind it or a file would be blamed.
        if (parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Type == TokenType.Argument
                && token.Value.StartsWith("--", StringComparison.Ordinal)) is { } option)
            return $"Unknown option '{option.Value}'.";
        // An unknown word explains the missing ones better than they do themselves.
        string unknown = parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}'" : "";
        return NumberWords.Explain(
            parsed.Errors.FirstOrDefault(e => e.Message.Contains(unknown, StringComparison.Ordinal)) ?? parsed.Errors[0]);
    }

    /// <summary>The words below the program's own: "weights get ".</summary>
    private static string Below(CommandResult result) =>
        result.Parent is CommandResult above ? $"{Below(above)}{result.Command.Name} " : "";

    /// <summary>All commands.</summary>
    internal static RootCommand Root()
    {
        RootCommand root = new("Neural style transfer (Gatys et al.): the content of a photo, the style of a painting.")
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
        };
        NumberWords.Attach(root);
        VersionLine.Attach(root);
        HelpExamples.Attach(root);
        return root;
    }
}
