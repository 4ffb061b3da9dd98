using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using IlgpuStyle.Studio;
using IlgpuStyle.Studio.Hosting;

namespace IlgpuStyle.Tests.Studio;

/// <summary>The studio's server: who is let in, and how much.</summary>
public sealed class StudioServerTests : StudioTest
{
    [Fact]
    public async Task Get_WithTheToken_IsThePage_WhichForbidsAllFromElsewhere()
    {
        using HttpResponseMessage answer = await Client.Send("GET", Client.Address, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("js/main.js", await answer.Content.ReadAsStringAsync());
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/runs")]
    [InlineData("/0123456789abcdef0123456789abcdef/")]
    [InlineData("/0123456789abcdef0123456789abcdef/api/v1/events")]
    public async Task Get_WithoutTheToken_Is404(string path)
    {
        using HttpResponseMessage answer = await Client.Send("GET", new Uri(Client.Address, path), null);
        Assert.Equal((HttpStatusCode.NotFound, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public void Server_ListensOnLoopbackAlone_WithALongTokenOfItsOwn()
    {
        using StudioServer other = new(0, new WorkbenchHost(Scene.Bench));
        Assert.NotEqual(Client.Address.Segments[1], new Uri(other.Address).Segments[1]);
        Assert.Equal(33, Client.Address.Segments[1].Length);
        IPEndPoint[] listeners =
            [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(end => end.Port == Client.Address.Port)];
        Assert.Equal(IPAddress.Loopback, Assert.Single(listeners).Address);
    }

    [Fact]
    public void Server_PortTaken_SaysSoInOneLine()
    {
        WorkbenchHost host = new(Scene.Bench);
        InputException exception = Assert.Throws<InputException>(() => new StudioServer(Client.Address.Port, host));
        Assert.Contains($"{Client.Address.Port}", exception.Message);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Server_StartedAgain_HasItsAddress_UnlessThePortIsTaken()
    {
        Uri before = Client.Address;
        Client.Restart();
        Assert.Equal(before, Client.Address);
        // Whoever has the port may have been told the secret.
        WorkbenchHost host = new(Scene.Bench);
        using StudioServer other = StudioServer.Again(0, host, before.ToString());
        Assert.NotEqual(before.Port, new Uri(other.Address).Port);
        Assert.NotEqual(before.Segments[1], new Uri(other.Address).Segments[1]);
        InputException asked = Assert.Throws<InputException>(() => StudioServer.Again(before.Port, host, before.ToString()));
        Assert.Contains($"{before.Port}", asked.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no address")]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://127.0.0.1:1/short/")]
    [InlineData("http://127.0.0.1:1/ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ/")]
    public void Server_FormerAddressUnusable_HasANewOne(string former)
    {
        using StudioServer server = StudioServer.Again(0, new WorkbenchHost(Scene.Bench), former);
        Assert.NotEqual(1, new Uri(server.Address).Port);
        Assert.Matches("^/[0-9a-f]{32}/$", new Uri(server.Address).AbsolutePath);
    }

    [Fact]
    public async Task Request_FolderGone_SaysSoInOneSentence()
    {
        Directory.Move(Scene.Folder, Scene.PathOf("elsewhere"));
        using HttpResponseMessage answer = await Client.Send("GET", "runs");
        Assert.Contains("is gone", Assert.Throws<InputException>(() => Scene.Bench.Add(Scene.Wish())).Message);
        Directory.Move(Scene.PathOf("elsewhere"), Scene.Folder);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        string sentence = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!.GetValue<string>();
        Assert.Contains(Path.GetFileName(Scene.Folder), sentence);
        Assert.Empty((await Client.Json("GET", "runs")).AsArray());
    }

    [Theory]
    [InlineData("GET", "runs", "Host", "evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("GET", "runs", "Host", "evil.example:1234", HttpStatusCode.MisdirectedRequest)]
    [InlineData("GET", "runs", "Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("GET", "events", "Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("GET", "runs", "Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("POST", "runs", "Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("POST", "runs", "Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "runs/photo-painting", "Origin", "http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    public async Task Request_OfAnotherSite_IsTurnedAway(string method, string path, string header, string value, HttpStatusCode expected)
    {
        using HttpResponseMessage answer = await Client.Send(method, path, method == "POST" ? "{}" : null, (header, value));
        Assert.Equal((expected, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Upload_AsAnotherSitesPageCan_IsTurnedAwayAndLeavesNothing()
    {
        byte[] picture = File.ReadAllBytes(Scene.Photo.Path);
        int before = Scene.Bench.Shelf.All.Count;
        // What needs no leave from this server: the types of a form.
        foreach (string type in (string[])["text/plain", "multipart/form-data", "application/x-www-form-urlencoded"])
        {
            using HttpResponseMessage form = await Client.Upload([.. picture, 0], "name=x.png&kind=photo", type);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        }

        using HttpResponseMessage script = await Client.Upload(
            [.. picture, 0], "name=x.png&kind=photo", headers: ("Origin", "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, script.StatusCode);
        using HttpResponseMessage preflight = await Client.Send("OPTIONS", "pictures");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, preflight.StatusCode);
        Assert.Equal(before, Scene.Bench.Shelf.All.Count);
    }

    [Theory]
    [InlineData("GET", "../../IlgpuStyle.Studio.dll", HttpStatusCode.NotFound)]
    [InlineData("GET", "..%2f..%2f..%2fetc/passwd", HttpStatusCode.NotFound)]
    [InlineData("GET", "runs/..%2f..%2fsecret/picture", HttpStatusCode.NotFound)]
    [InlineData("GET", "runs/.studio/report", HttpStatusCode.NotFound)]
    [InlineData("GET", "pictures/..%2f..%2fetc%2fpasswd", HttpStatusCode.NotFound)]
    [InlineData("GET", "drafts/..%2f..%2fshelf.json", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "runs/..%2f..", HttpStatusCode.NotFound)]
    [InlineData("POST", "deleted/..%2f..%2fx/restore", HttpStatusCode.BadRequest)]
    [InlineData("POST", "stop", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "runs", HttpStatusCode.MethodNotAllowed)]
    public async Task Request_OutOfTheFolder_FindsNothing(string method, string path, HttpStatusCode expected)
    {
        using HttpResponseMessage answer = await Client.Send(method, path, method == "POST" ? "{}" : null);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("name=../../evil.png&kind=photo", "evil.png")]
    [InlineData("name=C:%5Cevil.png&kind=photo", "evil.png")]
    public async Task Upload_WithAPathForAName_StaysInTheFolder(string query, string name)
    {
        using HttpResponseMessage answer = await Client.Upload([.. File.ReadAllBytes(Scene.Photo.Path), 0], query);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(name, Assert.Single(Scene.Bench.Shelf.All, picture => picture.Name == name).Name);
        Assert.All(Scene.Bench.Shelf.All, picture => Assert.StartsWith(Scene.Folder, Path.GetFullPath(picture.Path)));
    }

    [Theory]
    [InlineData("name=x.png&kind=photo", "'x.png'")]
    [InlineData("name=notes.txt&kind=photo", "'notes.txt'")]
    [InlineData("kind=photo", "no name")]
    [InlineData("name=x.png&kind=poster", "'poster'")]
    public async Task Upload_OfNoPicture_IsRefusedWithOneSentence(string query, string expected)
    {
        int before = Scene.Bench.Shelf.All.Count;
        using HttpResponseMessage answer = await Client.Upload(Encoding.UTF8.GetBytes("no picture at all"), query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Contains(expected, text);
        Assert.DoesNotContain("\\n", text);
        Assert.DoesNotContain(Scene.Folder, text);
        Assert.Equal(before, Scene.Bench.Shelf.All.Count);
        Assert.Empty(Directory.EnumerateFiles(Scene.Bench.Temporary));
    }

    [Fact]
    public async Task Upload_BesideTwoThatTrickle_HasItsTurn()
    {
        Uri address = Client.Of("pictures?name=slow.png&kind=photo");
        using CancellationTokenSource over = new();
        async Task Trickle()
        {
            using TcpClient connection = new("127.0.0.1", address.Port);
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Length: 100000000\r\n\r\n"));
            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100));
            while (await timer.WaitForNextTickAsync(over.Token))
                await connection.GetStream().WriteAsync(new byte[100], over.Token);
        }

        Task[] slow = [.. Enumerable.Range(0, StudioLimits.Uploads).Select(_ => Trickle())];
        using HttpResponseMessage answer = await Client.Upload([.. File.ReadAllBytes(Scene.Photo.Path), 0], "name=x.png&kind=photo");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(slow));
    }

    [Fact]
    public async Task Request_Large_IsRefused()
    {
        using HttpResponseMessage answer = await Client.Send("POST", "plans", $"{{\"look\": \"{new string('x', 300_000)}\"}}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("too large", await answer.Content.ReadAsStringAsync());
        // A picture's file above the limit is refused by its length, before it is sent.
        Uri address = Client.Of("pictures?name=x.png&kind=photo");
        using TcpClient connection = new("127.0.0.1", address.Port);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/octet-stream\r\n"
            + $"Content-Length: {StudioLimits.PictureBytes + 1}\r\n\r\n"));
        using StreamReader reader = new(connection.GetStream());
        Assert.Contains(" 413 ", await reader.ReadLineAsync());
    }

    [Theory]
    [InlineData("runs", "application/json")]
    [InlineData("pictures?name=x.png&kind=photo", "application/octet-stream")]
    public async Task Request_ChunkOfASizeThatNothingHas_Is400(string path, string type)
    {
        Uri address = Client.Of(path);
        using TcpClient connection = new("127.0.0.1", address.Port);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: {type}\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n0\r\n\r\n"));
        using StreamReader reader = new(connection.GetStream());
        Assert.Contains(" 400 ", await reader.ReadLineAsync());
    }

    [SkippableFact]
    public async Task Connections_BeyondTheLimit_WaitAndUseNoDescriptors()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "descriptors are counted in /proc");
        const int more = 200;
        List<TcpClient> idle = [];
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int i = 0; i < StudioLimits.Connections + more; i++)
            idle.Add(new TcpClient("127.0.0.1", Client.Address.Port));
        // Both ends are this process's: those of the server are no more than its limit, whenever they are counted. Tests beside this one
        // open some files meanwhile; without the limit there were as many as clients.
        int serving = 0;
        for (int look = 0; look < 100 && serving < 1; look++)
        {
            await Task.Delay(50);
            serving = Directory.GetFiles("/proc/self/fd").Length - before - idle.Count;
        }

        Assert.InRange(serving, 1, StudioLimits.Connections + more / 4);
        // Who comes then is served as soon as those that say nothing have been closed.
        using HttpResponseMessage answer = await Client.Send("GET", "runs");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        idle.ForEach(connection => connection.Dispose());
    }

    [Fact]
    public async Task Viewers_BeyondTheLimit_AreToldSo()
    {
        List<Stream> streams = [];
        for (int i = 0; i < StudioLimits.Viewers; i++)
            streams.Add(await Client.Http.GetStreamAsync(Client.Of("events")));
        using HttpResponseMessage answer = await Client.Send("GET", "events");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("close another page", await answer.Content.ReadAsStringAsync());
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public void Page_Names_NoOtherHost() => Assert.All(PageFiles.Names, name =>
    {
        using StreamReader reader = new(PageFiles.Open(name)!);
        Assert.DoesNotMatch("(https?:|['\"(])//(?!www\\.w3\\.org/)", reader.ReadToEnd());
    });
}
