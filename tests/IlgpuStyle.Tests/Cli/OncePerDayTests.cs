using IlgpuStyle.Cli.Display;
using IlgpuStyle.Tests.Imaging;

namespace IlgpuStyle.Tests.Cli;

/// <summary>A line that is not said at every run.</summary>
public sealed class OncePerDayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Claim_WithinADay_IsTrueOnce()
    {
        string stamp = _folder.File("new/stamp");
        Assert.True(OncePerDay.Claim(stamp));
        Assert.False(OncePerDay.Claim(stamp));
        File.SetLastWriteTimeUtc(stamp, DateTime.UtcNow.AddHours(-25));
        Assert.True(OncePerDay.Claim(stamp));
        Assert.False(OncePerDay.Claim(stamp));
    }

    [Fact]
    public void Claim_WhereNothingCanBeWritten_IsNeverTrue()
    {
        string file = _folder.File("file");
        File.WriteAllText(file, "");
        Assert.False(OncePerDay.Claim(Path.Combine(file, "stamp")));
    }
}
