using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Text.Json;
using IlgpuStyle.Preview;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Preview;

/// <summary>The page's server: who is let in, what arrives, what reaches the run.</summary>
public sealed class PreviewServerTests : IDisposable
{
    private readonly PreviewScene _scene = new();
    private readonly PreviewClient _client;

    public PreviewServerTests() => _client = new PreviewClient(_scene.Server.Address);

    private Uri Address => new(_scene.Server.Address);

    public void Dispose()
    {
        _client.Dispose();
        _scene.Dispose();
    }

    [Fact]
    public async Task Get_WithTheToken_IsThePage()
    {
        HttpResponseMessage answer = await _client.Get("");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("<canvas", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/events")]
    [InlineData("/0123456789abcdef0123456789abcdef/")]
    [InlineData("/0123456789abcdef0123456789abcdef/events")]
    public async Task Get_WithoutTheToken_Is404(string path)
    {
        HttpResponseMessage answer = await _client.Http.GetAsync(new Uri(Address, path));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public void Address_OfTwoServers_HasTwoLongTokens()
    {
        using PreviewServer other = new(0, new RunControl());
        string first = Address.Segments[1], second = new Uri(other.Address).Segments[1];
        Assert.NotEqual(first, second);
        Assert.Equal(33, first.Length);
    }

    [Fact]
    public void Server_Listens_OnLoopbackAlone()
    {
        IPEndPoint[] listeners = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(e => e.Port == Address.Port)];
        Assert.Equal(IPAddress.Loopback, Assert.Single(listeners).Address);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:1234")]
    public async Task Get_UnderAnotherName_IsTurnedAway(string host)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Address);
        request.Headers.Host = host;
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await _client.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Post_AsAnotherSitesPageCan_IsTurnedAway()
    {
        // A form of another site: no JSON. A script of another site: its origin.
        HttpResponseMessage form = await _client.Http.PostAsync(new Uri(Address, "stop"), new StringContent("a=b", Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        using HttpRequestMessage script = new(HttpMethod.Post, new Uri(Address, "stop")) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        script.Headers.Add("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await _client.Http.SendAsync(script)).StatusCode);
        Assert.False(_scene.Control.IsStopping);
    }

    [Theory]
    [InlineData("GET", "stop")]
    [InlineData("GET", "../IlgpuStyle.dll")]
    [InlineData("GET", "..%2f..%2fetc/passwd")]
    [InlineData("POST", "")]
    [InlineData("POST", "write")]
    public async Task Request_OfNoPage_Is404(string method, string page)
    {
        HttpResponseMessage answer = method == "GET" ? await _client.Get(page) : await _client.Post(page);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.False(_scene.Control.IsStopping);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Request_WithAnotherMethod_Is405(string method)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(Address, "weights"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _client.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task EveryAnswer_Forbids_AllFromElsewhereAndAllowsNoOtherOrigin()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Address);
        request.Headers.Add("Origin", "https://evil.example");
        HttpResponseMessage answer = await _client.Http.SendAsync(request);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public void Page_Names_NoOtherHost()
    {
        Assembly assembly = typeof(PreviewServer).Assembly;
        string[] files = [.. assembly.GetManifestResourceNames()];
        Assert.Equal(4, files.Length);
        Assert.All(files, file =>
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(file)!);
            Assert.DoesNotMatch("(https?:|['\"(])//", reader.ReadToEnd());
        });
    }

    [Fact]
    public void Server_PortTaken_SaysSoInOneLine()
    {
        InputException exception = Assert.Throws<InputException>(() => new PreviewServer(Address.Port, new RunControl()));
        Assert.Contains($"{Address.Port}", exception.Message);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData("{\"style\": -1}")]
    [InlineData("{\"style\": \"much\"}")]
    [InlineData("{\"style\": 1e999}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("")]
    public async Task Weights_Unusable_IsRefusedWithAReason(string json)
    {
        HttpResponseMessage answer = await _client.Post("weights", json);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("expected", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Request_Large_IsRefused()
    {
        HttpResponseMessage answer = await _client.Post("weights", $"{{\"style\": 1{new string(' ', 100_000)}}}");
        Assert.False(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Events_BeforeTheFirstStep_TellTheStartAndNoSteps()
    {
        JsonElement start = await _client.Next("start");
        Assert.Equal("out.png", start.GetProperty("title").GetString());
        Assert.Equal(3, start.GetProperty("weights").GetProperty("totalVariation").GetDouble());
        Assert.Equal(0, (await _client.Next("steps")).GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await _client.Get("picture")).StatusCode);
    }

    [Fact]
    public async Task Connect_FromAnyOtherAddressOfTheMachine_Fails()
    {
        IPAddress? own = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        // 127.0.0.2 is the machine too, on Linux, and is not listened on either.
        using TcpClient connection = new();
        await Assert.ThrowsAnyAsync<SocketException>(() => connection.ConnectAsync(own ?? IPAddress.Parse("127.0.0.2"), Address.Port));
    }
}
