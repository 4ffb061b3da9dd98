using System.Runtime.InteropServices;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli;

/// <summary>The preset that a run takes by itself, for a file that holds its layers and for shorter ones, and the padding that comes with
/// it.</summary>
[Collection("console")]
[Trait("Category", "WholeNetwork")]
public sealed class PresetOptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;

    public PresetOptionTests()
    {
        ImageFile.Write(PathOf("photo.png"), TestPictures.Waves(40, 32, 1));
        ImageFile.Write(PathOf("painting.png"), TestPictures.Waves(36, 40, 2));
        ShortWeights.Write(PathOf("short.safetensors"), "conv3_3");
        ShortWeights.Write(PathOf("shorter.safetensors"), "conv2_2");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Transfer_FileThatEndsInTheThirdBlock_SufficesForTheDefault()
    {
        (string text, string picture) = Run("--weights", PathOf("short.safetensors"));
        Assert.Contains("preset painterly,", text);
        Assert.Equal(picture, Run("--weights", "compact").Picture);
    }

    [Theory]
    [InlineData("relative", "conv4_2, conv4_1")]
    [InlineData("gatys", "conv4_2, conv4_1, conv5_1")]
    public void Transfer_ShortFileWithATypedPreset_IsRefusedWithThePresetThatFits(string preset, string missing)
    {
        (int code, _, string error) = Call("--weights", PathOf("short.safetensors"), "--preset", preset);
        Assert.Equal(1, code);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Contains($"preset {preset} reads {missing}, which", error);
        Assert.Contains("take preset painterly, whose layers it has", error);
    }

    [Fact]
    public void Transfer_FileTooShortForAnyDefault_IsRefusedUnlessLayersAreTyped()
    {
        string[] weights = ["--weights", PathOf("shorter.safetensors")];
        (int code, _, string error) = Call(weights);
        Assert.Equal(1, code);
        Assert.Contains("preset painterly reads conv3_2, conv3_1, conv3_3, which", error);
        Assert.DoesNotContain("take preset", error);
        Run([.. weights, "--content-layers", "conv2_2", "--style-layers", "conv1_1,conv2_1"]);
    }

    [Fact]
    public void Transfer_Padding_IsThePresetsUnlessTyped()
    {
        string painterly = Run().Picture, relative = Run("--preset", "relative").Picture;
        Assert.Equal(painterly, Run("--padding", "replicate").Picture);
        Assert.NotEqual(painterly, Run("--padding", "zero").Picture);
        Assert.NotEqual(painterly, Run("--padding", "reflect").Picture);
        Assert.Equal(relative, Run("--preset", "relative", "--padding", "zero").Picture);
        Assert.NotEqual(relative, Run("--preset", "relative", "--padding", "replicate").Picture);
    }

    private (string Text, string Picture) Run(params string[] options)
    {
        (int code, string text, string error) = Call(options);
        Assert.Equal((0, ""), (code, error));
        return (text, Convert.ToHexString(MemoryMarshal.AsBytes<float>(ImageFile.Read(PathOf("out.png")).Data)));
    }

    private (int Code, string Text, string Error) Call(params string[] options) => CommandRun.Of(
        [
            "transfer", PathOf("photo.png"), PathOf("painting.png"), "-o", PathOf("out.png"), "--size", "40", "-n", "3", "--scales", "1",
            "--backend", "simd", .. options,
        ]);

    private string PathOf(string name) => Path.Combine(_folder, name);
}
