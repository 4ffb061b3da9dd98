using System.CommandLine;
using System.CommandLine.Parsing;
using IlgpuStyle.Cli.Commands;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Planning;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli;

/// <summary>
/// Entry point: parsing and exit codes. 0 done, 1 the user can mend it (one line on standard error), 2 a
/// defect (with stack), 130 interrupted.
/// </summary>
public static class Program
{
    private static readonly (string Name, Func<Command> Create)[] s_commands =
    [
        ("transfer", () => RunCommand.Create(RunKind.Transfer)),
        ("plan", PlanCommand.Create),
        ("studio", StudioCommand.Create),
        ("resume", ResumeCommand.Create),
        ("rerun", RerunCommand.Create),
        ("show", ShowCommand.Create),
        ("batch", BatchCommand.Create),
        ("texture", () => RunCommand.Create(RunKind.Texture)),
        ("reconstruct", () => RunCommand.Create(RunKind.Reconstruct)),
        ("inspect", InspectCommand.Create),
        ("judge", JudgeCommand.Create),
        ("sheet", SheetCommand.Create),
        ("devices", DevicesCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("completion", CompletionCommand.Create),
        ("verify", VerifyCommand.Create),
        ("gradcheck", GradientCheckCommand.Create),
        ("weights", WeightsCommand.Create),
        ("kernels", KernelsCommand.Create),
        (HelpCommand.Name, HelpCommand.Create),
    ];

    /// <summary>
    /// Runs one command. A standard output that fails does not end it, but is told in the end.
    /// </summary>
    public static int Main(string[] arguments)
    {
        using IDisposable? hangup = StopSignals.TakeHangup();
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
        RootCommand root = Root(arguments.FirstOrDefault());
        string[] words = ShortCommand.Complete(root, ShortCommand.CompleteSuggestion(root, arguments));
        ParseResult parsed = root.Parse(words, Configuration);
        bool isDirective = parsed.Tokens is [{ Type: TokenType.Directive }, ..];
        if ((parsed.Errors.Count > 0 || WrongWords.HasUnseen(parsed, words)) && !isDirective)
        {
            Console.Error.WriteLine($"istyle: {WrongWords.Explain(parsed, words)}");
            return ExitCodes.UserError;
        }

        try
        {
            AddressSpace.Check();
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
        catch (Exception e) when (e.GetBaseException() is OutOfMemoryException)
        {
            Console.Error.WriteLine("istyle: the system gives no more memory; use a smaller --size, say what may be taken with "
                + "--memory, or raise the limit ('ulimit -v', a container's).");
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

    /// <summary>The commands: all of them, or as many as a command line needs.</summary>
    /// <param name="first">
    /// The command line's first word. Where it names a command, that is the only one made: the options of all take longer to make than
    /// many a command takes to run.
    /// </param>
    internal static RootCommand Root(string? first = null)
    {
        RootCommand root = new("istyle paints a photo in the style of a painting (neural style transfer after Gatys et al.).");
        bool needsOne = first == "--version" || (first != HelpCommand.Name && s_commands.Any(command => command.Name == first));
        foreach ((string name, Func<Command> create) in s_commands)
        {
            if (!needsOne || name == first)
                root.Subcommands.Add(create());
        }

        root.SetAction(_ =>
        {
            HelpRequest.PrintOf(root, [], Console.Out);
            return ExitCodes.Success;
        });
        NumberWords.Attach(root);
        VersionLine.Attach(root);
        HelpRequest.Attach(root);
        Suggestions.Attach(root);
        return root;
    }
}
