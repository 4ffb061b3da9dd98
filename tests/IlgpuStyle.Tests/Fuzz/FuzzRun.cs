using System.Diagnostics;
using System.Globalization;
using IlgpuStyle.Tests.Cli;
using Xunit.Abstractions;

namespace IlgpuStyle.Tests.Fuzz;

/// <summary>
/// Cases of one kind, made from a seed: each ends as read or as refused in one line, soon and without much memory. What they came to is
/// printed. ISTYLE_FUZZ_CASES asks for more cases than the 200 of every day; tests/fuzz.sh CASES prints the table. Such a run is one of its
/// own, one kind after the other, so that the whole process's time and memory are the case's.
/// </summary>
/// <param name="kind">What is damaged.</param>
/// <param name="seed">Repeats the same cases.</param>
/// <param name="output">Gets the line of the table.</param>
internal sealed class FuzzRun(string kind, int seed, ITestOutputHelper output)
{
    private const long MostAllocated = 256L << 20;

    // A message is read in a terminal. 3000 characters (Printable), of which each may be shown as \uXXXX in a damaged file.
    private const int LongestMessage = 20_000;

    // Of the processor where nothing else runs in the process; else by the clock, with room for a machine that does ten other things.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5), s_patience = TimeSpan.FromSeconds(30);

    private static readonly bool s_isAlone = int.TryParse(
        Environment.GetEnvironmentVariable("ISTYLE_FUZZ_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out s_cases);

    private static readonly int s_cases;

    private static readonly string[] s_runtimeWords =
        ["Value cannot be null", "(Parameter '", "Object reference", "Index was outside", "Specified argument", "Exception of type",
        "converted to System.", "converted to IlgpuStyle.", ".NET member", "List`1", "Object[]"];

    /// <summary>Whether nothing else runs in the process.</summary>
    public static bool IsAlone => s_isAlone;

    /// <summary>Where the cases come from.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Runs the cases.</summary>
    /// <param name="make">Makes one, for messages too.</param>
    /// <param name="isRead">Whether it was read; false if it was refused.</param>
    /// <param name="oneOf">Of expensive cases, one in so many is made.</param>
    public void Each<T>(Func<T> make, Func<T, bool> isRead, int oneOf = 1)
    {
        int count = Math.Max(1, (s_isAlone ? s_cases : 100) / oneOf), refused = 0;
        long most = 0;
        TimeSpan longest = TimeSpan.Zero;
        for (int i = 0; i < count; i++)
        {
            T made = make();
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan start = Now();
            try
            {
                refused += isRead(made) ? 0 : 1;
            }
            catch (Exception exception)
            {
                string text = made is byte[] bytes ? Convert.ToBase64String(bytes) : $"{made}";
                throw new InvalidOperationException($"{kind}, seed {seed}, case {i}: {exception.Message}\n{text}", exception);
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            TimeSpan elapsed = Now() - start;
            Assert.True(allocated < MostAllocated, $"{kind}, seed {seed}, case {i} allocated {allocated} bytes");
            Assert.True(elapsed < (s_isAlone ? s_longest : s_patience), $"{kind}, seed {seed}, case {i} took {elapsed}");
            most = Math.Max(most, allocated);
            longest = elapsed > longest ? elapsed : longest;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"fuzz | {kind} | {seed} | {count} | {refused} | {most >> 10} KiB | {longest.TotalMilliseconds:0} ms"));
        Assert.InRange(refused, 1, count);
    }

    private static TimeSpan Now() => s_isAlone ? Environment.CpuUsage.TotalTime : Stopwatch.GetElapsedTime(0);

    /// <summary>Whether something reads a file; a refusal is one line that a terminal may be given.</summary>
    public static bool IsRead(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (InputException exception)
        {
            Assert.DoesNotContain(exception.Message, char.IsControl);
            RequireOwnWords(exception.Message);
            return false;
        }
    }

    /// <summary>Whether a command takes it; a refusal is exit code 1 and one line.</summary>
    public static bool IsTaken(params string[] arguments)
    {
        (int code, string text, string error) = CommandRun.Of(arguments);
        Assert.DoesNotContain(text + error, character => char.IsControl(character) && character != '\n');
        if (code == 0)
            return true;
        Assert.Equal(1, code);
        Assert.StartsWith("istyle: ", Assert.Single(error.TrimEnd('\n').Split('\n')));
        RequireOwnWords(error);
        return false;
    }

    // What the runtime says of its own methods' arguments tells nobody what is wrong with a file.
    private static void RequireOwnWords(string message)
    {
        Assert.InRange(message.Length, 1, LongestMessage);
        Assert.DoesNotContain(s_runtimeWords, message.Contains);
    }
}
