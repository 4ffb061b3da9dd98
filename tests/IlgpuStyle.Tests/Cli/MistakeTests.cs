using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Cli.Runs;

namespace IlgpuStyle.Tests.Cli;

/// <summary>What people type in their first hour: one line that says what is wrong and what to do, exit code 1, nothing changed.</summary>
[Collection("console")]
public sealed class MistakeTests : RunFixture
{
    private const string Photos = "photos";

    /// <summary>Words, and what the answer holds; {photo}, {painting} and {folder} are there, {other} is a picture that istyle did not
    /// make.</summary>
    private static readonly (string Words, string Answer)[] s_mistakes =
    [
        ("{photo}", "PAINTING is missing: istyle transfer PHOTO PAINTING [OUT]"),
        ("transfer", "PHOTO is missing: istyle transfer PHOTO PAINTING [OUT]"),
        ("texture", "STYLE is missing"),
        ("-", "PAINTING is missing"),
        ("trasnfer {photo} {painting}", "no command 'trasnfer' of 'istyle'. Did you mean 'transfer'?"),
        ("paint {photo} {painting}", "no command 'paint'"),
        ("weights gte vgg19", "no command 'gte' of 'istyle weights'. Did you mean 'get'?"),
        ("weights", "a word is missing: istyle weights list|"),
        ("help trasnfer", "no command 'trasnfer'; known: transfer,"),
        ("help expart", "no command 'expart'"),
        ("help expart", "groups common, look,"),
        ("help expart", "Did you mean 'expert'?"),
        ("transfer --help lokk", "no help on 'lokk'; expected common, look, colour, masks, memory, device, output, watching, expert or "
            + "all. Did you mean 'look'?"),
        ("{photo} {painting} --sise 300", "Unknown option '--sise'. Did you mean '--size'?"),
        ("batch --content {photo} --style {painting} --stile-weight 5 -o {folder} --size 48",
            "Unknown option '--stile-weight'. Did you mean '--style-weight'?"),
        ("batch --content {photo} --style {painting} -o {folder} --progress json",
            "Unknown option '--progress'. It is one of 'istyle transfer'."),
        ("{photo} {painting} --exact", "--exact: preset painterly is this program's own"),
        ("show bad\u001bname.png", "cannot read picture 'bad\\u001bname.png': there is no such file."),
        ("sheet {photo} {painting} --colums 2", "Unknown option '--colums'. Did you mean '--columns'?"),
        ("kernels --arch sm_90 --size 16", "--size 16: expected 32 to 32768 pixels."),
        ("{photo} {painting} -size 300", "Unknown option '-size'. Did you mean '--size'?"),
        ("{photo} {painting} --style_weight 3", "Unknown option '--style_weight'. Did you mean '--style-weight'?"),
        ("{photo} {painting} --image-size 300", "Did you mean '--size'?"),
        ("{photo} {painting} --num_iterations 300", "Did you mean '--iterations'?"),
        ("{photo} {painting} --original-colors", "Did you mean '--color keep'?"),
        ("{photo} {painting} --draft=false", "--draft takes no value: leave '=false' out, and the option too."),
        ("{photo} {painting} --draft=no", "--draft takes no value: leave '=no' out, and the option too."),
        ("{photo} --draft={painting}", "--draft takes no value: leave '={painting}' out."),
        ("{photo} {painting} --exact=", "--exact takes no value: leave '=' out."),
        ("{photo} {painting} --half:maybe", "--half takes no value: leave ':maybe' out."),
        ("{photo} {painting} --size -n 1", "--size: its value is missing; expected one before '-n'."),
        ("{photo} {painting} -o {folder}/new.png --draft true", "--draft takes no value: leave 'true' out."),
        ("{photo} {painting} --preset gatis", "Did you mean 'gatys'?"),
        ("{photo} {painting} --color kepe", "--color 'kepe': expected style, keep, restore, match. Did you mean 'keep'?"),
        ("{photo} {painting} --init nosie", "Did you mean 'noise'?"),
        ("{photo} {painting} --size 300px", "--size '300px': expected a whole number, 16 to 32768 pixels."),
        ("{photo} {painting} --size 4k", "--size '4k': expected a whole number, 16 to 32768 pixels."),
        ("{photo} {painting} --threads 0.5", "--threads '0.5': expected a whole number, 0 to 1024."),
        ("{photo} {painting} --quality high", "--quality 'high': expected a whole number, 1 to 100."),
        ("{photo} {painting} --size 5", "--size '5': expected 16 to 32768 pixels."),
        ("{photo} {painting} --style-weight 1,5", "--style-weight '1,5': expected a number, such as 0.5."),
        ("{photo} {painting} --laplacian -1", "--laplacian '-1': expected 0 to 1000000000."),
        ("{photo} {painting} --laplacian 1e40", "--laplacian '1e40': expected 0 to 1000000000."),
        ("{photo} {painting} --style-layers H:0,W:1", "--style-layers 'H:0,W:1': network vgg19-compact has no layer 'H'; it has"),
        ("{photo} {painting} --style-profile flat", "--style-profile 'flat': expected uniform, inverse-square,"),
        ("{photo} {painting} --content-weight -1", "--content-weight '-1': expected 0 or more."),
        ("{photo} {painting} --learning-rate NaN", "--learning-rate 'NaN': expected a number, such as 0.5."),
        ("{photo} {painting} --attract {photo} --attract-weight 0",
            "--attract changes nothing here; expected with --attract-weight of more than 0."),
        ("{photo} {painting} --activation-shift 2",
            "--activation-shift changes nothing here; expected with --style-kind shifted-gram."),
        ("{photo} {painting} --memory lots", "--memory 'lots'"),
        ("{photo} {painting} --memory 4", "--memory '4': 4 bytes; expected a size such as 2GB"),
        ("{photo} {painting} --size", "--size: its value is missing; expected --size PIXELS."),
        ("{photo} {painting} --style-kind --size 128", "--style-kind: its value is missing; expected one before '--size'."),
        ("{photo} {painting} —size 300", "Unknown option '—size'. Did you mean '--size'?"),
        ("{photo} {painting} –-size=300", "Unknown option '–-size=300'. Did you mean '--size'?"),
        ("{photo} {painting} --mask {photo}", "Did you mean '--region'?"),
        ("{photo} {painting} --force", "Did you mean '--output'?"),
        ("--content {photo} --style {painting}",
            "Unknown option '--content'. Pictures are named without one: istyle transfer PHOTO PAINTING [OUT]"),
        ("-content_image {photo} -style_image {painting}", "Pictures are named without one: istyle transfer PHOTO PAINTING [OUT]"),
        ("{photo} {painting} --region {photo},{photo}", "--region: 2 masks for 1 painting; expected one for each at most."),
        ("{photo} {painting} --style-scale 1,2", "2 scales for 1 painting; expected one, or one for each."),
        (" {painting}", "PHOTO '': expected the path of a file."),
        ("{photo} ", "PAINTING '': expected the path of a file."),
        ("version", "no command 'version' of 'istyle'. Did you mean '--version'?"),
        ("weights get vgg9", "Did you mean 'vgg19'?"),
        ("studio --port 80000", "--port '80000': expected a port, 1 to 65535."),
        ("{folder}/phto.png {painting}", "PHOTO '{folder}/phto.png': there is no such file. Did you mean '{folder}/photo.png'?"),
        ("nowhere/photo.png {painting}", "PHOTO 'nowhere/photo.png': there is no such file, nor a folder 'nowhere'."),
        ("{folder} {painting}", "it is a folder; 'istyle batch --content {folder} --style PAINTING -o FOLDER' paints every picture in it."),
        ("{photo} {painting} {folder}", "it is a folder; name a picture, such as '{folder}/photo-painting.png'."),
        ("{photo} {painting} {folder}/new/", "it is a folder; name a picture, such as '{folder}/new/photo-painting.png'."),
        ("{folder}/new.png {photo} {painting}", "there is no such file, but OUT '{painting}' is one; the result's name stands last."),
        ("{photo} {painting} {other}", "OUT '{other}' is there already, and istyle did not make it; several paintings are written "
            + "between commas"),
        ("{photo} {painting} a.png b.png", "'b.png' is one word too many"),
        ("{photo} {painting} a.png -o b.png", "the result is named twice: OUT 'a.png' and --output 'b.png'."),
        ("{photo} {painting} new.xyz", ".xyz"),
        ("{photo} {painting} new", "cannot write picture 'new': the name has no ending; use .png,"),
        ("{photo} {painting} x\uFFFD.png", "its name is not in UTF-8, the only one that istyle reads; rename it."),
        ("{photo} {painting} new.jpg --depth 16", "JPEG is written with 8 bits a sample; use .png for 16."),
        ("{photo} {painting} {photo}/new.png", "is a file, not a folder"),
        ("ftp://example.org/photo.jpg {painting}",
            "PHOTO 'ftp://example.org/photo.jpg': istyle reads files and http(s) addresses; download it first."),
        ("{photo} {painting} https://example.org/out.png", "istyle writes files; name one."),
        ("{photo} file:///home/me/painting.jpg", "write the path without file://."),
        ("~/no-such-photo.jpg {painting}", "PHOTO '~/no-such-photo.jpg': no shell has replaced the ~; write '"),
        ("{photo} {painting} -o ~/no-such-folder/out.png", "no shell has replaced the ~"),
        ("@photos {painting}", "PHOTO '@photos': there is no such file."),
        ("{photo} {painting} --weights vgg91", "vgg91"),
        ("{photo} {painting} --region {folder}/mask.png", "--region '{folder}/mask.png': there is no such file."),
        ("resume {folder}/new.png", "holds no unfinished run"),
        ("rerun {other}", "carries no settings"),
        ("completion tcsh", "unknown shell 'tcsh'"),
    ];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, s_mistakes.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void AnyCommand_TypicalMistake_IsAnsweredInOneLine(int row)
    {
        string other = PathOf("other.png");
        File.Copy(Painting, other);
        string[] before = Directory.GetFileSystemEntries(Folder);
        string Filled(string text) => text.Replace("{photo}", Photo).Replace("{painting}", Painting).Replace("{folder}", Folder)
            .Replace("{other}", other);
        (int code, string output, string error) = CommandRun.Of(Filled(s_mistakes[row].Words).Split(' '));
        Assert.StartsWith("istyle: ", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains(Filled(s_mistakes[row].Answer), error);
        Assert.Equal((1, ""), (code, output));
        Assert.Equal(before, Directory.GetFileSystemEntries(Folder));
        Assert.Equal(File.ReadAllBytes(Painting), File.ReadAllBytes(other));
    }

    [Fact]
    public void Program_PhotoAndPaintingAlone_WritesBesideThePhotoAndReplacesNothing()
    {
        string[] words = [Photo, Painting, "--size", "32", "-n", "1", "--backend", "simd"];
        Assert.Equal((0, ""), Ends(CommandRun.Of(words)));
        byte[] first = File.ReadAllBytes(PathOf("photo-painting.png"));
        (int code, string text, string error) = CommandRun.Of(words);
        Assert.Equal(0, code);
        Assert.Contains($"'{PathOf("photo-painting.png")}' is there already; the result is '{PathOf("photo-painting-2.png")}'", error);
        Assert.Contains($"wrote {PathOf("photo-painting-2.png")}", text);
        Assert.Equal(first, File.ReadAllBytes(PathOf("photo-painting.png")));
    }

    [Fact]
    public void Program_OptionsFirstAndANewFolder_MakesIt()
    {
        string output = Path.Combine(Folder, Photos, "new", "out.png");
        Assert.Equal((0, ""), Ends(CommandRun.Of("--size", "32", "-n", "1", "--backend", "SIMD", Photo, Painting, output)));
        Assert.Equal(32, ImageFile.Read(output).Width);
        // A result may be made again under its own name.
        Assert.Equal((0, ""), Ends(CommandRun.Of("--size", "32", "-n", "1", "--backend", "simd", Photo, Painting, output)));
    }

    [Fact]
    public void Program_ValueInCapitals_IsRecordedAsTheTableHasIt()
    {
        Transfer("out.png", "--color", "Keep", "--init", "CONTENT", "--preset", "Painterly");
        string shown = CommandRun.Of("show", PathOf("out.png")).Output;
        Assert.Contains("--preset painterly", shown);
        Assert.Contains("--color keep", shown);
        Assert.Contains("--init content", shown);
    }

    private static (int, string) Ends((int Code, string Output, string Error) run) => (run.Code, run.Error);
}
