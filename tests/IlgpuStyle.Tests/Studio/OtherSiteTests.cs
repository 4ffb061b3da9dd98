using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IlgpuStyle.Tests.Studio;

/// <summary>
/// A page of another site in the same browser, which even knows the studio's address with its secret: it can neither read nor start nor
/// send anything.
/// </summary>
[Collection("console")]
public sealed class OtherSiteTests : StudioTest, IClassFixture<Browser>
{
    private readonly Browser _browser;
    private readonly HttpListener _site = new();
    private readonly Uri _address;

    public OtherSiteTests(Browser browser)
    {
        _browser = browser;
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        _address = new Uri($"http://localhost:{port}/");
        _site.Prefixes.Add(_address.ToString());
        _site.Start();
    }

    public override void Dispose()
    {
        _site.Close();
        base.Dispose();
    }

    // Each gives what it got hold of, or nothing.
    private const string Attacks = """
        (async (studio, photo, wish) => {
          const api = studio + 'api/v1/';
          const got = {};
          const attempt = async (name, act) => {
            try {
              got[name] = await Promise.race([act(), new Promise((done) => setTimeout(done, 5000, ''))]) || '';
            } catch { got[name] = ''; }
          };
          const text = (answer) => answer.text();
          const element = (tag, properties) => new Promise((done) => {
            const made = Object.assign(document.createElement(tag), properties);
            made.onload = () => done(tag === 'iframe' ? made.contentDocument?.body?.innerText ?? '' : 'loaded');
            made.onerror = () => done('');
            document.body.append(made);
          });
          await attempt('own', () => fetch('/').then(text));
          await attempt('read', () => fetch(api + 'runs').then(text));
          await attempt('readBlindly', () => fetch(api + 'runs', { mode: 'no-cors' }).then(text));
          const typed = (type) => ({ method: 'POST', headers: { 'Content-Type': type } });
          await attempt('start', () => fetch(api + 'runs', { ...typed('application/json'), body: wish }).then(text));
          await attempt('startBlindly', () => fetch(api + 'runs', { method: 'POST', mode: 'no-cors', body: wish }).then(text));
          const place = api + 'pictures?name=evil.png&kind=photo';
          await attempt('upload', () => fetch(place, { ...typed('application/octet-stream'), body: 'evil' }).then(text));
          await attempt('uploadBlindly', () => fetch(place, { method: 'POST', mode: 'no-cors', body: new Blob(['evil']) }).then(text));
          await attempt('beacon', async () => { navigator.sendBeacon(api + 'runs', wish); });
          await attempt('remove', () => fetch(api + 'pictures/' + photo, { method: 'DELETE' }).then(text));
          await attempt('events', () => new Promise((done) => {
            const source = new EventSource(api + 'events');
            source.addEventListener('state', (event) => done(event.data));
            source.onerror = () => done('');
          }));
          await attempt('picture', () => element('img', { src: api + 'pictures/' + photo }));
          await attempt('script', () => element('script', { src: studio + 'js/words.js' }));
          await attempt('frame', () => element('iframe', { src: studio }));
          await attempt('form', () => new Promise((done) => {
            const frame = Object.assign(document.createElement('iframe'), { name: 'target' });
            const form = document.createElement('form');
            Object.assign(form, { method: 'post', target: 'target', enctype: 'multipart/form-data', action: place });
            document.body.append(frame, form);
            frame.onload = () => done(frame.contentDocument?.body?.innerText ?? '');
            form.submit();
          }));
          return got;
        })
        """;

    [SkippableFact]
    public async Task Page_OfAnotherSite_NeitherReadsNorStartsNorSends()
    {
        Task serving = Serve();
        await using BrowserPage page = await _browser.Open(_address);
        await page.Until("document.title === 'another site'");
        string wish = $$$"""{"settings": {"photo": "{{{Scene.Photo.Id}}}", "painting": "{{{Scene.Painting.Id}}}", "size": 32}}""";
        string[] arguments = [Client.Address.ToString(), Scene.Photo.Id, wish];
        JsonObject got = (await page.Evaluate($"{Attacks}(...{JsonSerializer.Serialize(arguments)})")).AsObject();
        Assert.Contains("another site", got["own"]!.GetValue<string>());
        Assert.Equal(14, got.Count);
        Assert.All(got.Where(one => one.Key != "own"), one => Assert.Equal((one.Key, ""), (one.Key, one.Value!.GetValue<string>())));
        Assert.Empty(Scene.Bench.Runs);
        Assert.Equal(new[] { Scene.Painting, Scene.Photo }, Scene.Bench.Shelf.All);
        // The studio's own page can do all of that.
        await page.Go(Client.Address);
        await page.Until("document.querySelector('#paint')");
        Assert.Contains("[]", await page.Text("fetch('api/v1/runs').then(answer => answer.text())"));
        _site.Stop();
        await serving;
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _site.GetContextAsync();
                context.Response.ContentType = "text/html";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("<title>another site</title>another site"));
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // It has ended.
        }
    }
}
