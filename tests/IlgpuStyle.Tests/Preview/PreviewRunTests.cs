using System.Net;
using System.Text.Json;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Preview;

/// <summary>A real run, watched and steered over HTTP.</summary>
[Trait("Category", "WholeNetwork")]
public sealed class PreviewRunTests : IDisposable
{
    private readonly PreviewScene _scene = new();
    private readonly PreviewClient _client;

    public PreviewRunTests() => _client = new PreviewClient(_scene.Server.Address);

    public void Dispose()
    {
        _scene.Control.Stop();
        _client.Dispose();
        _scene.Dispose();
    }

    [Fact]
    public async Task Stop_EndsTheRunWithItsPicture()
    {
        Task<TransferResult> run = _scene.Run();
        JsonElement step = await _client.Next("step");
        Assert.Equal("48×36", step.GetProperty("size").GetString());
        Assert.True(step.GetProperty("layers").GetProperty("style conv1_1").GetDouble() > 0);
        JsonElement picture = await _client.Next("picture");
        Assert.Equal(48, picture.GetProperty("width").GetInt32());
        byte[] file = await (await _client.Get("picture")).Content.ReadAsByteArrayAsync();
        using TemporaryFolder folder = new();
        Assert.Equal(new ImageSize(48, 36), ImageFile.Read(folder.Write("picture.jpg", file)).Size);

        Assert.Equal(HttpStatusCode.NoContent, (await _client.Post("stop")).StatusCode);
        Assert.Equal(TransferEnding.Interrupted, (await run).Ending);
        Assert.Equal("Interrupted", (await _client.Next("end")).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Pause_HoldsTheRunUntilContinue()
    {
        Task<TransferResult> run = _scene.Run();
        await _client.Next("step");
        await _client.Post("pause");
        await _scene.Paused;
        int steps = _scene.Steps;
        using PreviewClient late = new(_scene.Server.Address);
        Assert.True((await late.Next("state")).GetProperty("paused").GetBoolean());
        Assert.Equal(steps, _scene.Steps);
        await _client.Post("continue");
        Assert.True((await late.Next("step")).GetProperty("step").GetInt32() > steps);
        await _client.Post("stop");
        await run;
    }

    [Fact]
    public async Task Weights_ReachTheRunAndEveryViewer()
    {
        Task<TransferResult> run = _scene.Run();
        using PreviewClient other = new(_scene.Server.Address);
        await other.Next("step");
        Assert.Equal(HttpStatusCode.NoContent, (await _client.Post("weights", "{\"style\": 123, \"totalVariation\": 0}")).StatusCode);
        TransferEvent happening = await _scene.WeightsChanged;
        Assert.Contains("style weight 123", happening.Message);
        Assert.Contains("total variation weight 0", happening.Message);
        JsonElement weights = (await other.Next("state")).GetProperty("weights");
        Assert.Equal((1, 123, 0), (
            weights.GetProperty("content").GetDouble(), weights.GetProperty("style").GetDouble(), weights.GetProperty("totalVariation").GetDouble()));
        await _client.Post("stop");
        await run;
    }

    [Fact]
    public async Task Events_ForALateViewer_HoldTheWholeRun()
    {
        Task<TransferResult> run = _scene.Run(iterations: 12);
        await run;
        Assert.Equal("out.png", (await _client.Next("start")).GetProperty("title").GetString());
        JsonElement steps = await _client.Next("steps");
        Assert.Equal(Enumerable.Range(1, 12), steps.EnumerateArray().Select(step => step.GetProperty("step").GetInt32()));
        Assert.Equal(48, (await _client.Next("picture")).GetProperty("width").GetInt32());
        Assert.Equal("Finished", (await _client.Next("end")).GetProperty("message").GetString());
    }
}
