using IlgpuStyle.Cli;

namespace IlgpuStyle.Tests.Cli;

/// <summary>Runs the program in this process with a captured console.</summary>
internal static class CommandRun
{
    // What the machine's user has installed must not change what the tests see.
    static CommandRun() => Environment.SetEnvironmentVariable("ILGPUSTYLE_HOME", Path.Combine(AppContext.BaseDirectory, "no-home"));

    public static (int Code, string Output, string Error) Of(params string[] arguments)
    {
        TextWriter output = Console.Out, error = Console.Error;
        using StringWriter capturedOutput = new(), capturedError = new();
        try
        {
            Console.SetOut(capturedOutput);
            Console.SetError(capturedError);
            int code = Program.Main(arguments);
            return (code, capturedOutput.ToString(), capturedError.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
