using System.CommandLine;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Kept;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle sheet PICTURE … -o OUT</c>: pictures in a grid with labels.</summary>
internal sealed class SheetCommand
{
    private const int DefaultMargin = 8;

    private Argument<string[]> Pictures { get; } = new("PICTURES")
    {
        Description = "Row by row.",
        Arity = ArgumentArity.OneOrMore,
    };

    private Option<string> Output { get; } = new("--output", "-o")
    {
        HelpName = "FILE",
        Description = "The sheet, .png or .jpg.",
        Required = true,
    };

    private Option<int> Columns { get; } = new("--columns")
    {
        Description = "Pictures in a row.",
        DefaultValueFactory = _ => 3,
    };

    private Option<int> Size { get; } = new("--size")
    {
        Description = "Long side that larger pictures are reduced to; 0 leaves them.",
    };

    private Option<int> Margin { get; } = new("--margin")
    {
        Description = "White pixels between pictures.",
        DefaultValueFactory = _ => DefaultMargin,
    };

    private Option<string?> Labels { get; } = new("--labels")
    {
        HelpName = "TEXT,…",
        Description = "Separated by commas, in the order of the pictures; default: the files' names.",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        SheetCommand line = new();
        Command command = new("sheet", "Put pictures into a grid with a line of text under each.");
        command.Arguments.Add(line.Pictures);
        foreach (Option option in (Option[])[line.Output, line.Columns, line.Size, line.Margin, line.Labels])
            command.Options.Add(option);
        command.SetAction(line.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string output = parsed.GetValue(Output)!;
        ImageFile.CheckWritable(output);
        OutputGate.CheckPicture(output, parsed.GetValue(Pictures)!);
        int columns = parsed.GetValue(Columns);
        int size = parsed.GetValue(Size);
        int margin = parsed.GetValue(Margin);
        if (columns is < 1 or > 1000)
            throw new InputException($"--columns {columns}: expected 1 to 1000.");
        if (size is not 0 and (< 8 or > 32768))
            throw new InputException($"--size {size}: expected 0 (as they are) or 8 to 32768 pixels.");
        if (margin is < 0 or > 1000)
            throw new InputException($"--margin {margin}: expected 0 to 1000 pixels.");
        string[] paths = parsed.GetValue(Pictures)!;
        string[] labels = parsed.GetValue(Labels)?.Split(',')
            ?? [.. paths.Select(path => Path.GetFileNameWithoutExtension(path))];
        ContactSheet sheet = new(columns, margin);
        for (int i = 0; i < paths.Length; i++)
        {
            PictureFile file = PictureFile.Open(paths[i]);
            RgbImage picture = file.Read(new PictureReading { Enough = size > 0 ? file.EnoughFor(size) : null });
            foreach (string text in file.Notes)
                TerminalRun.Announcements.Note($"{file.Name}: {text}.");
            if (size > 0 && picture.Size.LongSide > size)
                picture = Resampler.Resize(picture, picture.Size.WithLongSide(size));
            sheet.Add(picture, i < labels.Length ? labels[i] : "");
        }

        OutputGate.WritePicture(output, sheet.Render());
        Console.Out.WriteLine($"wrote {output}: {Counted.Of(paths.Length, "picture")}");
        return ExitCodes.Success;
    }
}
