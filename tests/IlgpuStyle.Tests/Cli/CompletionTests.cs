namespace IlgpuStyle.Tests.Cli;

/// <summary>What a shell gets when its user presses tab.</summary>
[Collection("console")]
public sealed class CompletionTests
{
    [Theory]
    [InlineData("istyle ", "transfer")]
    [InlineData("istyle we", "weights")]
    [InlineData("istyle transfer --st", "--style-weight")]
    [InlineData("istyle transfer photo.jpg --backend ", "opencl")]
    [InlineData("istyle transfer --progress ", "json")]
    [InlineData("istyle transfer photo.jpg --preset=b", "bold")]
    [InlineData("istyle photo.jpg painting.jpg --preset ", "faithful")]
    [InlineData("istyle photo.jpg painting.jpg --st", "--style-weight")]
    [InlineData("istyle photo.jpg painting.jpg --optimizer=", "adam")]
    [InlineData("istyle photo.jpg painting.jpg --weights ", "compact")]
    [InlineData("istyle photo.jpg painting.jpg --style-layers conv1_1,conv3", "conv1_1,conv3_4")]
    [InlineData("istyle photo.jpg painting.jpg --color=keep,m", "keep,match")]
    [InlineData("istyle reconstruct photo.jpg --layer ", "conv4_2")]
    [InlineData("istyle weights g", "get")]
    [InlineData("istyle weights get ", "vgg19")]
    [InlineData("istyle judge out.png photo.jpg painting.jpg --weights ", "compact")]
    [InlineData("istyle gradcheck --preset g", "gatys")]
    [InlineData("istyle inspect photo.jpg --layers conv1_1,conv2", "conv1_1,conv2_1")]
    [InlineData("istyle completion ", "fish")]
    [InlineData("istyle help tr", "transfer")]
    [InlineData("istyle help weights ", "convert")]
    [InlineData("istyle help transfer l", "look")]
    [InlineData("istyle weights convert --family ", "torchvision")]
    [InlineData("istyle weights convert --channels ", "BGR")]
    [InlineData("istyle weights info ", "compact")]
    [InlineData("istyle weights check c", "compact")]
    public void Suggest_AtTheEndOfALine_OffersTheWord(string line, string word)
    {
        (int code, string text, string error) = CommandRun.Of($"[suggest:{line.Length}]", line);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(word, text.Split('\n', StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData("[suggest:99]", "istyle weights g", "get")]
    [InlineData("[suggest:x]", "istyle weights g", "get")]
    [InlineData("[suggest:99999999999]", "istyle weights g", "get")]
    [InlineData("[suggest:99]", "istyle photo.jpg painting.jpg --preset b", "bold")]
    public void Suggest_PlaceBehindTheLine_IsItsEnd(string directive, string line, string word)
    {
        (int code, string text, string error) = CommandRun.Of(directive, line);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(word, text.Split('\n', StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData("istyle ")]
    [InlineData("istyle transfer photo.jpg painting.jpg /")]
    [InlineData("istyle transfer photo.jpg painting.jpg -")]
    public void Suggest_Options_AreOfferedByTheirNamesAlone(string line) => Assert.All(
        CommandRun.Of($"[suggest:{line.Length}]", line).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        word => Assert.Matches("^(--)?[a-z]", word));

    [Fact]
    public void Suggest_ListThatHasALayer_OffersOthers()
    {
        string text = CommandRun.Of("[suggest:58]", "istyle photo.jpg painting.jpg --style-layers conv1_1,conv1").Output;
        Assert.Contains("conv1_1,conv1_2", text);
        Assert.DoesNotContain("conv1_1,conv1_1", text);
    }

    [Theory]
    [InlineData("bash", "complete ")]
    [InlineData("zsh", "compdef")]
    [InlineData("fish", "complete -c istyle")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public void Completion_OfAShell_IsItsScript(string shell, string word)
    {
        (int code, string text, _) = CommandRun.Of("completion", shell);
        Assert.Equal(0, code);
        Assert.Contains(word, text);
        Assert.Contains("[suggest:", text);
    }

    [Fact]
    public void Completion_OfAnUnknownShell_IsOneLine()
    {
        (int code, _, string error) = CommandRun.Of("completion", "tcsh");
        Assert.Equal(1, code);
        Assert.Contains("pwsh", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }
}
