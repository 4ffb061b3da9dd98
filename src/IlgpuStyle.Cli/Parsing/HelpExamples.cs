using System.CommandLine;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>
/// The examples at the end of every <c>--help</c>. Each is a command line that parses; a test says so.
/// </summary>
internal static class HelpExamples
{
    private static readonly Dictionary<string, string[]> s_examples = new()
    {
        ["istyle"] =
        [
            "istyle photo.jpg painting.jpg",
            "istyle photo.jpg painting.jpg out.png --size 1200 --preview",
            "istyle plan photo.jpg painting.jpg --size 3000",
        ],
        ["istyle transfer"] =
        [
            "istyle transfer photo.jpg painting.jpg",
            "istyle transfer photo.jpg painting.jpg out.png --size 1200 --preview",
            "istyle transfer photo.jpg painting.jpg -o out.png --style-weight 20 --style-scale 0.7",
            "istyle transfer photo.jpg painting.jpg -o out.jpg --preset gatys --weights "
                + "vgg19 --init noise --seed 3",
            "istyle transfer photo.jpg painting.jpg -o out.png --memory 2GB --progress json",
        ],
        ["istyle studio"] = ["istyle studio", "istyle studio ~/pictures/painted --no-browser"],
        ["istyle plan"] =
        [
            "istyle plan photo.jpg painting.jpg",
            "istyle plan photo.jpg painting.jpg --size 3000 --weights vgg19 --memory 8GB",
        ],
        ["istyle plan texture"] = ["istyle plan texture painting.jpg --size 4096x4096"],
        ["istyle plan reconstruct"] = ["istyle plan reconstruct photo.jpg --layer conv4_2"],
        ["istyle batch"] =
        [
            "istyle batch jobs.jsonl -o results",
            "istyle batch --content 'photos/*.jpg' --style paintings -o results --grid style-weight=5,10,20",
        ],
        ["istyle texture"] =
        [
            "istyle texture painting.jpg -o texture.png --size 1024x768",
            "istyle texture painting.jpg -o tile.png --size 512 --tileable",
        ],
        ["istyle reconstruct"] =
        [
            "istyle reconstruct photo.jpg --layer conv4_2 -o found.png",
            "istyle reconstruct painting.jpg --style --layer conv1_1,conv2_1,conv3_1 -o sheet.png",
        ],
        ["istyle inspect"] = ["istyle inspect photo.jpg -o layers --layers conv1_1,conv3_1"],
        ["istyle judge"] = ["istyle judge out.png photo.jpg painting.jpg --weights vgg19"],
        ["istyle sheet"] = ["istyle sheet a.png b.png c.png -o sheet.jpg --columns 3 --size 320"],
        ["istyle resume"] = ["istyle resume out.png"],
        ["istyle rerun"] = ["istyle rerun out.png -o again.png"],
        ["istyle show"] = ["istyle show out.png"],
        ["istyle help"] =
        [
            "istyle help transfer look",
            "istyle help --man >istyle.1",
        ],
        ["istyle devices"] = ["istyle devices", "istyle devices --prove"],
        ["istyle doctor"] = ["istyle doctor"],
        ["istyle completion"] =
        [
            "istyle completion bash",
            "istyle completion fish",
        ],
        ["istyle verify"] = ["istyle verify golden.safetensors --backend simd"],
        ["istyle gradcheck"] = ["istyle gradcheck --backend ilgpu-cpu --size 16"],
        ["istyle kernels"] =
        [
            "istyle kernels --arch sm_90",
            "istyle kernels --arch opencl --dump kernels",
        ],
        ["istyle weights"] = ["istyle weights list"],
        ["istyle weights list"] = ["istyle weights list"],
        ["istyle weights get"] = ["istyle weights get vgg19"],
        ["istyle weights info"] = ["istyle weights info vgg19.safetensors"],
        ["istyle weights convert"] = ["istyle weights convert vgg19-dcbb9e9d.pth vgg19.safetensors"],
        ["istyle weights check"] = ["istyle weights check vgg19"],
        ["istyle weights normalize"] = ["istyle weights normalize vgg19 normal.safetensors --images a.jpg b.jpg"],
    };

    /// <summary>The examples of a command; empty if it has none.</summary>
    /// <param name="command">With its parents.</param>
    public static IReadOnlyList<string> Of(Command command) =>
        s_examples.GetValueOrDefault(CommandText.NameOf(command), []);
}
