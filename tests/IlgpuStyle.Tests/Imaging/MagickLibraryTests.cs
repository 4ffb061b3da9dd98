using ImageMagick;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>The rules of <c>policy.xml</c>: what no picture can make ImageMagick do.</summary>
public sealed class MagickLibraryTests
{
    // Ahead of its first use here, so that the program's rules count in the tests too.
    static MagickLibraryTests() => MagickLibrary.Load();

    [Fact]
    public void Load_Limits_AreThoseOfThePolicy()
    {
        Assert.Equal((ulong)ImageLimits.Default.MaxSide, ResourceLimits.Width);
        Assert.Equal((ulong)ImageLimits.Default.MaxSide, ResourceLimits.Height);
        Assert.Equal(0ul, ResourceLimits.Disk);
        Assert.Equal(120ul, ResourceLimits.Time);
    }

    [Theory]
    [InlineData("mvg:{0}")]
    [InlineData("msl:{0}")]
    [InlineData("svg:{0}")]
    [InlineData("text:{0}")]
    [InlineData("label:@{0}")]
    [InlineData("pdf:{0}")]
    [InlineData("ps:{0}")]
    [InlineData("https://127.0.0.1/{0}")]
    [InlineData("inline:{0}")]
    [InlineData("xc:red")]
    public void Load_CodersThatReadMoreThanPictures_AreOff(string name)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("x", [.. "push graphic-context"u8]);

        Exception exception = Assert.ThrowsAny<MagickException>(() => new MagickImage(string.Format(null, name, file)));

        Assert.True(exception is MagickPolicyErrorException || exception.Message.Contains("not allowed", StringComparison.Ordinal),
            exception.Message);
    }
}
