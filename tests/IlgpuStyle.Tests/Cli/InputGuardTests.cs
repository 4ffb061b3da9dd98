using IlgpuStyle.Tests.Cli.Runs;

namespace IlgpuStyle.Tests.Cli;

/// <summary>No command writes over what it reads.</summary>
[Collection("console")]
public sealed class InputGuardTests : RunFixture
{
    [Theory]
    [InlineData("transfer {photo} {painting} -o {photo} --size 32 -n 1")]
    [InlineData("transfer {photo} {painting} -o {painting} --size 32 -n 1")]
    [InlineData("transfer {photo} {painting}:2 -o {painting} --size 32 -n 1")]
    [InlineData("transfer {photo} {folder} -o {painting} --size 32 -n 1")]
    [InlineData("transfer {photo} {painting} -o {link} --size 32 -n 1")]
    [InlineData("transfer {photo} {painting} -o {new} --init {photo} --checkpoint {photo} --size 32 -n 1")]
    [InlineData("texture {photo} -o {photo} --size 32 -n 1")]
    [InlineData("reconstruct {photo} -o {photo} --layer conv1_1 --size 32 -n 1")]
    [InlineData("sheet {painting} {photo} -o {photo}")]
    public void AnyCommand_OutputIsAnInput_IsRefusedAndNothingIsLost(string line)
    {
        string link = PathOf("link.png"), written = PathOf("new.png");
        File.CreateSymbolicLink(link, Photo);
        byte[] photo = File.ReadAllBytes(Photo), painting = File.ReadAllBytes(Painting);
        string filled = line.Replace("{photo}", Photo).Replace("{painting}", Painting).Replace("{link}", link).Replace("{new}", written)
            .Replace("{folder}", Path.GetDirectoryName(Painting));
        (int code, _, string error) = CommandRun.Of(filled.Split(' '));
        Assert.Equal(1, code);
        Assert.Contains("is an input of this run and would be lost", error);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Equal(photo, File.ReadAllBytes(Photo));
        Assert.Equal(painting, File.ReadAllBytes(Painting));
        Assert.False(File.Exists(written));
    }

    [Fact]
    public void Convert_OntoItself_IsRefused()
    {
        string weights = PathOf("weights.safetensors");
        Assert.Equal(0, CommandRun.Of("weights", "normalize", "compact", weights, "--images", Photo, "--backend", "simd").Code);
        byte[] before = File.ReadAllBytes(weights);
        Assert.Contains("would be lost", CommandRun.Of("weights", "convert", weights, weights).Error);
        Assert.Contains("would be lost", CommandRun.Of("weights", "normalize", weights, weights, "--images", Photo, "--backend", "simd").Error);
        Assert.Equal(before, File.ReadAllBytes(weights));
    }
}
