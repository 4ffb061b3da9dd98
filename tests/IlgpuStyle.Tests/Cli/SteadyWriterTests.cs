using System.Text;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Tests.Cli.Runs;

namespace IlgpuStyle.Tests.Cli;

/// <summary>A standard output that fails costs no picture.</summary>
[Collection("console")]
public sealed class SteadyWriterTests : RunFixture
{
    [Fact]
    public void Transfer_OutputFails_WritesThePictureAndSaysSoInTheEnd()
    {
        TextWriter console = Console.Out, error = Console.Error;
        using FullDisk disk = new();
        using StringWriter said = new();
        int code;
        try
        {
            Console.SetOut(disk);
            Console.SetError(said);
            code = IlgpuStyle.Cli.Program.Main(["transfer", .. Arguments("out.png")]);
        }
        finally
        {
            Console.SetOut(console);
            Console.SetError(error);
        }

        Assert.Equal(1, code);
        Assert.True(File.Exists(PathOf("out.png")));
        Assert.Equal("istyle: the work is done, but standard output could not be written: no room.", said.ToString().TrimEnd());
    }

    [Fact]
    public void Write_AfterAFailure_IsNotTriedAgain()
    {
        using FullDisk disk = new();
        using SteadyWriter steady = new(disk);
        steady.WriteLine("one");
        steady.Write("two");
        steady.Flush();
        Assert.Equal("no room", steady.Failure);
        Assert.Equal(1, disk.Attempts);
    }

    // A line may name a file that came from anywhere; what is redrawn in place is the program's own.
    [Fact]
    public void WriteLine_WhatATerminalObeys_IsShown()
    {
        using StringWriter terminal = new() { NewLine = "\n" };
        using SteadyWriter steady = new(terminal);
        steady.WriteLine("wrote \u001b[2Jx\u202e.png\r\tok\nnext");
        steady.Write("\r\u001b[2K");
        Assert.Equal("wrote \\u001b[2Jx\\u202e.png\\u000d\tok\nnext\n\r\u001b[2K", terminal.ToString());
    }

    private sealed class FullDisk : TextWriter
    {
        public int Attempts { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            Attempts++;
            throw new IOException("no room.");
        }

        public override void WriteLine(string? value) => Write('x');
    }
}
