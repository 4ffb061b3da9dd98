using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Studio;

/// <summary>The page in a real browser, from two files to a picture, and what can be done with it.</summary>
[Collection("console")]
[Trait("Category", "WholeNetwork")]
public sealed class StudioBrowserTests : IDisposable
{
    // A folder that gets the page in several windows; nothing is kept unless it is named.
    private static readonly string? s_screenshots = Environment.GetEnvironmentVariable("ISTYLE_SCREENSHOTS");

    private readonly WorkbenchScene _scene = new();
    private readonly StudioClient _client;

    public StudioBrowserTests() => _client = new StudioClient(_scene);

    public void Dispose()
    {
        _client.Dispose();
        _scene.Dispose();
    }

    [SkippableFact]
    public async Task Page_FromTwoFilesToAPictureAndFurther()
    {
        string? program = Browser.Find();
        Skip.If(program is null, "no browser: install Debian's chromium to have the studio's page clicked through");
        string photo = File("photo of a lake.png", TestPictures.Waves(96, 72, 5));
        string painting = File("painting.png", TestPictures.Waves(80, 80, 6));
        string text = _scene.PathOf("notes.png");
        System.IO.File.WriteAllText(text, "no picture");
        using Browser browser = await Browser.Open(program, _client.Address.ToString());

        // Bad input is one sentence on the page.
        await browser.Until("document.querySelector('#paint').disabled");
        await browser.Choose("#file-photo", text);
        await browser.Until("document.querySelector('.frame-message.error').textContent.includes('notes.png')");
        await browser.Choose("#file-photo", photo);
        await browser.Choose("#file-painting", painting);
        await browser.Until("document.querySelector('.look img').src.includes('drafts/')");
        await browser.Click("input[name=size][value=other]");
        await browser.Evaluate(
            "(() => { const e = document.querySelector('.pixels input'); e.value = 64; e.dispatchEvent(new Event('change')); })()");
        await browser.Until("/about .*64 × 48/.test(document.querySelector('.plan').textContent)");
        await Look(browser, "new");

        // A mask: what is painted stays the photo; it can be undone and done again.
        await browser.Click("#masks");
        await browser.Until("document.querySelector('.mask-canvas canvas').width > 0");
        await browser.Click("input[name=target]:nth-of-type(1)");
        await browser.Drag(".mask-canvas canvas", 40);
        await browser.Until("[...document.querySelectorAll('.targets .done')].some(e => e.textContent === 'painted')");
        await browser.Click("button[aria-label=Undo]");
        await browser.Until("[...document.querySelectorAll('.targets .done')].every(e => e.textContent === '')");
        await browser.Click("button[aria-label=Redo]");
        await Look(browser, "masks");
        await browser.Evaluate("[...document.querySelectorAll('dialog button.primary')].at(-1).click()");
        await browser.Until("document.querySelector('#masks').textContent.includes('1 painted')");

        await browser.Click("#paint");
        await browser.Until("document.querySelector('.view').dataset.state === 'finished'");
        await browser.Until("document.querySelector('.stage img').naturalWidth === 64");
        Assert.Contains(_scene.Bench.Runs, run => run.Title == "Of a lake, painting 2");
        await browser.Click("input[name=mode][value=cut]");
        await browser.Until("document.querySelector('.cut')");
        await Look(browser, "run");

        // A variation is another run, which can be stopped.
        await browser.Click("[data-variation=stronger]");
        await browser.Until("document.querySelector('#stop') || document.querySelector('.view').dataset.state === 'finished'");
        await browser.Evaluate("document.querySelector('#stop')?.click()");
        await browser.Until("['stopped', 'finished'].includes(document.querySelector('.view').dataset.state)");

        await browser.Evaluate("location.hash = '#history'");
        await browser.Until("document.querySelectorAll('.card').length === 2");
        await browser.Evaluate("document.querySelectorAll('.card input').forEach(e => e.click())");
        await Look(browser, "history");
        await browser.Click("#compare");
        await browser.Until("document.querySelector('.differences').textContent.includes('style weight')");
        await Look(browser, "compare");

        await browser.Evaluate("location.hash = '#history'");
        await browser.Until("document.querySelectorAll('.card').length === 2");
        await browser.Click(".card button[aria-label^=Delete]");
        await browser.Until("document.querySelectorAll('.card').length === 1");
        await browser.Evaluate("document.querySelector('.toast button').click()");
        await browser.Until("document.querySelectorAll('.card').length === 2");
        // Everything that can be pressed says what it is.
        Assert.Equal("", (await browser.Evaluate(Nameless)).GetValue<string>());
    }

    private const string Nameless = """
        [...document.querySelectorAll('button, a, input, select, canvas')]
          .filter(e => e.offsetParent && !(e.ariaLabel || e.title || e.textContent.trim() || e.labels?.length || e.ariaHidden === 'true'))
          .map(e => e.outerHTML.slice(0, 80)).join('\n')
        """;

    private string File(string name, RgbImage picture)
    {
        string path = _scene.PathOf(name);
        ImageFile.Write(path, picture);
        return path;
    }

    private static async Task Look(Browser browser, string name)
    {
        if (s_screenshots is null)
            return;
        foreach ((int width, int height) in (IEnumerable<(int, int)>)[(390, 844), (1280, 800), (2560, 1440)])
        {
            foreach (bool isDark in (bool[])[false, true])
            {
                await browser.Resize(width, height, isDark);
                await browser.Evaluate("new Promise(done => setTimeout(done, 300))");
                string file = $"{name}-{width}-{(isDark ? "dark" : "light")}.png";
                System.IO.File.WriteAllBytes(Path.Combine(s_screenshots, file), await browser.Screenshot());
            }
        }

        await browser.Resize(1400, 900, isDark: false);
    }
}
