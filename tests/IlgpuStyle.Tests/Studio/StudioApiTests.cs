using System.Net;
using System.Text.Json.Nodes;
using IlgpuStyle.Imaging;
using IlgpuStyle.Studio.Hosting;
using IlgpuStyle.Tests.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Studio;

/// <summary>A plain HTTP client paints a picture: nothing but addresses and JSON.</summary>
[Trait("Category", "WholeNetwork")]
public sealed class StudioApiTests : StudioTest
{
    private const string Endless = """
        "iterations": 1000000, "optimizer": "adam", "scales": 1
        """;

    [Fact]
    public async Task Client_SendsPlansPaintsComparesAndFetches()
    {
        JsonNode info = await Client.Json("GET", "");
        Assert.Equal(1, info["api"]!.GetValue<int>());
        IEnumerable<string> pictures = (await Client.Json("GET", "settings")).AsArray()
            .Select(setting => $"{setting!["name"]} {setting["pictureKind"]}");
        Assert.Equal(2, pictures.Intersect(["attract photo", "coarse-style painting"]).Count());
        await Client.Next("state", _ => true);
        (string photo, string painting) = (await Sent("photo", 3), await Sent("painting", 4));

        JsonNode drafts = await Client.Json("POST", "drafts", Wish(photo, painting));
        string key = drafts[0]!["key"]!.GetValue<string>();
        JsonNode draft = await Client.Next("draft", made => made["key"]!.GetValue<string>() == key);
        Assert.True(draft["isReady"]!.GetValue<bool>());
        Assert.Equal(32, (await Picture($"drafts/{key}")).LongSide);

        JsonNode plan = await Client.Json("POST", "plans", Wish(photo, painting));
        Assert.True(plan["seconds"]!.GetValue<double>() > 0 && plan["memory"]!.GetValue<double>() > 1 << 20);

        string id = await Begun(Wish(photo, painting, $"""
            "iterations": 6, "attract": "{photo}", "coarse-style": "{Scene.Painting.Id}"
            """));
        JsonNode done = await Client.Until(id, "finished");
        Assert.Equal((32, 24), (done["width"]!.GetValue<int>(), done["height"]!.GetValue<int>()));
        Assert.Equal(new ImageSize(32, 24), await Picture($"runs/{id}/picture"));
        foreach (string format in PictureFormats.Write)
            Assert.Equal(new ImageSize(32, 24), await Picture($"runs/{id}/picture?format={format}&download=true", format));
        using HttpResponseMessage report = await Client.Send("GET", $"runs/{id}/report");
        Assert.Contains("<html", await report.Content.ReadAsStringAsync());
        Assert.StartsWith("sandbox", Assert.Single(report.Headers.GetValues("Content-Security-Policy")));

        JsonArray variations = (await Client.Json("GET", $"runs/{id}/variations")).AsArray();
        JsonNode variation = Assert.Single(variations, one => one!["name"]!.GetValue<string>() == "stronger")!;
        Assert.Contains("→", variation["setting"]!.GetValue<string>());
        string stronger = await Begun($$"""{"from": "{{id}}", "variation": "stronger"}""");
        await Client.Until(stronger, "finished");
        JsonNode between = await Client.Json("GET", $"runs/{stronger}/differences?with={id}");
        Assert.Contains("style weight 2 → 4", between["differences"]!.AsArray().Select(line => line!.GetValue<string>()));

        Assert.Equal("Aunt Ida", (await Client.Json("PATCH", $"runs/{id}", """{"title": "Aunt Ida"}"""))["title"]!.GetValue<string>());
        using HttpResponseMessage nameless = await Client.Send("PATCH", $"runs/{id}", """{"title": null}""");
        Assert.Equal(HttpStatusCode.BadRequest, nameless.StatusCode);
        using HttpResponseMessage deleted = await Client.Send("DELETE", $"runs/{id}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Single((await Client.Json("GET", "runs")).AsArray());
        Assert.Equal("Aunt Ida", (await Client.Json("POST", $"deleted/{id}/restore", "{}"))["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task Run_IsPausedChangedStopped_AndGoesOnAfterARestart()
    {
        string id = await Begun(Wish(Scene.Photo.Id, Scene.Painting.Id, Endless));
        await Client.Next("progress", news => news["progress"]?["step"] is not null);
        await Client.Json("POST", $"runs/{id}/pause", "{}");
        await Client.Until(id, "paused");
        JsonNode changed = await Client.Json("POST", $"runs/{id}/weights", """{"style": 5}""");
        Assert.Equal(5, changed["weights"]!["style"]!.GetValue<double>());
        await Client.Json("POST", $"runs/{id}/continue", "{}");
        await Client.Until(id, "running");
        Assert.Equal(new ImageSize(32, 24), await Picture($"runs/{id}/picture"));

        Client.Restart();
        JsonNode left = await Client.Json("GET", $"runs/{id}");
        Assert.True(left["isLeftOver"]!.GetValue<bool>() && left["canResume"]!.GetValue<bool>());
        int before = Scene.Bench.Kept(id).End!.TotalIteration;
        await Client.Json("POST", $"runs/{id}/resume", "{}");
        JsonNode going = await Client.Next("progress", news => news["progress"]?["step"] is not null);
        Assert.True(going["progress"]!["step"]!.GetValue<int>() > before);
        await Client.Json("POST", $"runs/{id}/stop", "{}");
        JsonNode stopped = await Client.Until(id, "stopped");
        Assert.Contains("can go on", stopped["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"settings": {"\ud800": 1}}""", "the settings are not understood: a name holds half a character.")]
    [InlineData("""{"settings": {"size": 32, "size": 48}}""", "the settings are not understood: a name is given twice.")]
    [InlineData("""{"settings": {"preset": "\ud800"}}""", "'preset' holds half a character.")]
    [InlineData("""{"settings": {"weights": "/etc/passwd"}}""", "there are no weights of the name '/etc/passwd'; names are compact, ")]
    public async Task Runs_SettingsThatCannotBeRead_AreRefusedWithAReason(string json, string reason)
    {
        using HttpResponseMessage answer = await Client.Send("POST", "runs", json);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(reason, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task Weights_Unusable_AreRefusedWithAReason()
    {
        string id = await Begun(Wish(Scene.Photo.Id, Scene.Painting.Id, Endless));
        await Client.Next("progress", news => news["progress"]?["step"] is not null);
        foreach (string json in (string[])
            ["""{"style": -1}""", """{"style": "much"}""", """{"style": 1e999}""", """{"stile": 1}""", "null", "[1]", "{", ""])
        {
            using HttpResponseMessage answer = await Client.Send("POST", $"runs/{id}/weights", json);
            Assert.Equal((json, HttpStatusCode.BadRequest), (json, answer.StatusCode));
            string error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!.GetValue<string>();
            Assert.NotEqual("", error);
            // It is told to a person, who knows no type of the program.
            Assert.DoesNotContain(".NET", error, StringComparison.Ordinal);
            Assert.DoesNotContain("IlgpuStyle.", error, StringComparison.Ordinal);
        }
    }

    // 100 megapixels in 100 kB: they are never read whole.
    [Fact]
    public async Task Pictures_OfAHundredMegapixels_AreKnownBySizeAndCopy()
    {
        const int Side = 9990;
        byte[] file = TestImages.Png(Side, Side, 8, 0, new byte[(1 + Side) * Side]);
        using HttpResponseMessage answer = await Client.Upload(file, "name=mask.png&kind=mask");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        JsonNode picture = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((Side, Side), (picture["width"]!.GetValue<int>(), picture["height"]!.GetValue<int>()));
        Assert.Equal(new ImageSize(2048, 2048), await Picture($"pictures/{picture["id"]}?side=2048", "jpg"));
    }

    private static string Wish(string photo, string painting, string more = "\"iterations\": 6") =>
        $$$"""{"settings": {"photo": "{{{photo}}}", "painting": "{{{painting}}}", "size": 32, {{{more}}}}}""";

    private async Task<string> Begun(string wish) => (await Client.Json("POST", "runs", wish))["id"]!.GetValue<string>();

    private async Task<string> Sent(string kind, int seed)
    {
        string file = Scene.PathOf("sent.png");
        ImageFile.Write(file, TestPictures.Waves(48, 36, seed));
        using HttpResponseMessage answer = await Client.Upload(File.ReadAllBytes(file), $"name={kind}-{seed}.png&kind={kind}");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
    }

    private async Task<ImageSize> Picture(string path, string extension = "png")
    {
        using HttpResponseMessage answer = await Client.Send("GET", path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string file = Scene.PathOf("fetched." + extension);
        File.WriteAllBytes(file, await answer.Content.ReadAsByteArrayAsync());
        return ImageFile.Read(file).Size;
    }
}
