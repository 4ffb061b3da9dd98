using System.Buffers.Binary;
using System.Text.Json;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Tests.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Studio;

/// <summary>The page in a real browser, from two files to a picture, and what can be done with it.</summary>
[Collection("console")]
[Trait("Category", "WholeNetwork")]
public sealed class StudioBrowserTests(Browser browser) : StudioTest, IClassFixture<Browser>
{
    [SkippableFact]
    public async Task Page_FromTwoFilesToAPictureAndFurther()
    {
        string photo = Picture("photo of a lake.png", TestPictures.Waves(96, 72, 5));
        string painting = Picture("painting.png", TestPictures.Waves(80, 80, 6));
        await using BrowserPage page = await browser.Open(Client.Address);
        await page.Until("document.querySelector('#paint').disabled");
        // Few steps: drafts, the picture and its variation have them.
        await page.Click("#all-settings");
        await page.Until("document.querySelector('#setting-style-weight')");
        await page.Evaluate(
            "(() => { const e = document.querySelector('#setting-iterations'); e.value = 2; e.dispatchEvent(new Event('change')); })()");
        await PageChecks.All(page, "settings");
        await page.Press("Escape");
        await page.Until("document.querySelector('#all-settings').textContent.includes('1 changed')");
        await page.Drop("section[aria-label=Photo]", photo);
        await page.Until("document.querySelector('section[aria-label=Photo] .filled')");
        await page.Drop("section[aria-label=Painting]", painting);
        // A setting can be one of the studio's pictures.
        await page.Until("document.querySelector('section[aria-label=Painting] .filled')");
        await page.Click("#all-settings");
        await page.Until("document.querySelector('#setting-coarse-style')");
        await page.Evaluate("(() => { const e = document.querySelector('#setting-coarse-style'); "
            + "e.value = [...e.options].find(({ text }) => text === 'painting.png').value; e.dispatchEvent(new Event('change')); })()");
        await page.Until("document.querySelectorAll('.setting.changed').length === 2");
        await page.Click(".setting.changed:has(#setting-coarse-style) .undo");
        await page.Until("document.querySelectorAll('.setting.changed').length === 1");
        await page.Press("Escape");
        // A print's plan comes before it is begun, as any size's does.
        await page.Click("input[name=size][value=print]");
        await page.Until("/about .*3307 × 2480 pixels .*B of memory/.test(document.querySelector('.plan').textContent)");
        // A paper has a shape: the picture fits it, or covers it.
        Assert.Equal("A4 across at 300 dots per inch: 280 × 210 mm, 8.5 mm of white left and right.", await page.Text(Hint));
        await page.Click("#fill");
        await page.Until($"{Hint}.includes('297 × 223 mm, 6.4 mm above and below are cut off')");
        await page.Click("input[name=turn][value=upright]");
        await page.Until($"{Hint}.includes('A4 upright')");
        await page.Until("/about .*4677 × 3508 pixels/.test(document.querySelector('.plan').textContent)");
        await page.Evaluate(
            "(() => { const e = document.querySelector('#paper'); e.value = '10x15'; e.dispatchEvent(new Event('change')); })()");
        await page.Until($"{Hint}.startsWith('10 × 15 cm upright')");
        await PageChecks.All(page, "print");
        await page.Click("input[name=size][value=other]");
        await page.Evaluate(
            "(() => { const e = document.querySelector('.pixels input'); e.value = 64; e.dispatchEvent(new Event('change')); })()");
        await page.Until("/about .*64 × 48 pixels .*B of memory/.test(document.querySelector('.plan').textContent)");
        await page.Until("document.querySelector('.look img').src.includes('drafts/')");
        await PageChecks.All(page, "new");
        // A look is a preset, with the colours that belong to it.
        await page.Click("input[name=look][value=keep-colors]");
        await page.Until("document.querySelector('input[name=colour][value=keep]').checked");
        await page.Click("input[name=look][value=painterly]");
        await page.Until("document.querySelector('input[name=colour][value=style]').checked");

        // A mask: what is painted stays the photo; it can be undone and done again.
        await page.Click("#masks");
        await page.Until("document.querySelector('.mask-canvas canvas').width > 0 && document.querySelector('.targets .done')");
        await page.Drag(".mask-canvas canvas", 40);
        await page.Until("[...document.querySelectorAll('.targets .done')].some(e => e.textContent === 'painted')");
        await page.Click("button[aria-label=Undo]");
        await page.Until("[...document.querySelectorAll('.targets .done')].every(e => e.textContent === '')");
        await page.Click("button[aria-label=Redo]");
        await PageChecks.All(page, "masks");
        await page.Evaluate("[...document.querySelectorAll('dialog button.primary')].at(-1).click()");
        await page.Until("document.querySelector('#masks').textContent.includes('1 painted')");

        await page.Click("#paint");
        await page.Until("document.querySelector('.view').dataset.state === 'finished'", seconds: 180);
        await page.Until("document.querySelector('.stage img').naturalWidth === 64");
        Assert.Contains(Scene.Bench.Runs, run => run.Title == "Of a lake, painting 2");
        await page.Click("input[name=mode][value=cut]");
        await page.Until("document.querySelector('.cut')");
        await PageChecks.All(page, "run");

        // A variation is another run; its button says which option it sets.
        Assert.Contains("--style-weight 2 → 4", await page.Text("document.querySelector('[data-variation=stronger]').textContent"));
        await page.Click("[data-variation=stronger]");
        await page.Until("document.querySelector('.view').dataset.state === 'finished' && /stronger/.test(document.title)", seconds: 180);

        await page.Evaluate("location.hash = '#history'");
        await page.Until("document.querySelectorAll('.card').length === 2");
        await page.Evaluate("document.querySelectorAll('.card input').forEach(e => e.click())");
        await PageChecks.All(page, "history");
        await page.Click("#compare");
        await page.Until("document.querySelector('.differences').textContent.includes('style weight')");
        await PageChecks.All(page, "compare");

        await page.Evaluate("location.hash = '#history'");
        await page.Until("document.querySelectorAll('.card').length === 2");
        await page.Click(".card button[aria-label^=Delete]");
        await page.Until("document.querySelectorAll('.card').length === 1");
        await page.Evaluate("document.querySelector('.toast button').click()");
        await page.Until("document.querySelectorAll('.card').length === 2");
    }

    [SkippableFact]
    public async Task Page_BadFile_SaysSoInOneSentenceAndKeepsWhatIsChosen()
    {
        await using BrowserPage page = await browser.Open(Client.Address);
        await page.Until("document.querySelectorAll('section[aria-label=Photo] .thumbnail').length === 2");
        await page.Click("section[aria-label=Photo] button.thumbnail");
        await page.Until("document.querySelector('section[aria-label=Photo] .filled')");
        string text = Scene.PathOf("notes.png"), empty = Scene.PathOf("empty.jpg"), huge = Scene.PathOf("huge.png");
        File.WriteAllText(text, "no picture");
        File.WriteAllBytes(empty, []);
        File.WriteAllBytes(huge, HeaderOf(11_000, 11_000));
        foreach ((string file, string word) in (IEnumerable<(string, string)>)
            [(text, "notes.png"), (empty, "empty.jpg"), (huge, "121 megapixels")])
        {
            await page.Choose("#file-photo", file);
            await page.Until($"document.querySelector('.frame-message.error').textContent.includes('{word}')");
            string sentence = await page.Text("document.querySelector('.frame-message.error').textContent");
            Assert.DoesNotContain('\n', sentence);
            Assert.DoesNotContain(Scene.Folder, sentence);
            await page.Until("document.querySelectorAll('section[aria-label=Photo] .filled img').length === 1");
        }

        Assert.Equal(2, Scene.Bench.Shelf.All.Count);
        Assert.Empty(Directory.EnumerateFiles(Scene.Bench.Temporary));
    }

    [SkippableFact]
    public async Task Page_ConnectionLostAndServerStartedAgain_LosesNothing()
    {
        RunSummary run = Scene.Bench.Add(Scene.Endless());
        await using BrowserPage page = await browser.Open(new Uri(Client.Address, "#run/" + run.Id));
        // It grows, and can be steered.
        await page.Until("/[0-9]+ %, .* left/.test(document.querySelector('.progress-line p').textContent)");
        await page.Until("document.querySelector('.stage img').naturalWidth === 32");
        await page.Evaluate(
            "(() => { const e = document.querySelector('#weight-style'); e.value = 1; e.dispatchEvent(new Event('change')); })()");
        await Scene.Until(run.Id, now => now.Weights?.Style == 20);
        await page.Click("#pause");
        await page.Until("/^Paused at/.test(document.querySelector('.progress-line p').textContent)");
        await page.Click("#pause");
        await page.Until("document.querySelector('.view').dataset.state === 'running'");

        // What a screen reader is told of it.
        IReadOnlyList<AccessibleNode> tree = await page.Accessible();
        Assert.Contains(tree, node => node is { Role: "progressbar", Name: "Progress" } && node["valuemax"] == "100");
        Assert.Contains(tree, node => node is { Role: "slider", Name: "Painting: weight of the style term" });
        Assert.Contains(tree, node => node.Role == "status" && node["live"] == "polite");
        Assert.Contains(tree, node => node.Role == "StaticText" && node.Name.StartsWith("Painting, ", StringComparison.Ordinal));
        Assert.Contains(tree, node => node is { Role: "image" or "img", Name: "Picture: Photo, painting" });

        Client.Stop();
        await page.Until("!document.querySelector('#notice').hidden");
        Assert.Contains(await page.Accessible(), node => node.Role == "alert" && node["live"] == "assertive");
        Assert.Contains("Nothing is lost", await page.Text("document.querySelector('#notice').textContent"));
        await page.Evaluate("[...document.querySelectorAll('#stop, #resume')].find(button => button.offsetParent).click()");
        await page.Until("document.querySelector('.toast').textContent.includes('does not answer')");
        await page.Evaluate("location.hash = '#new'");
        await page.Choose("#file-photo", Picture("late.png", TestPictures.Waves(50, 40, 7)));
        await page.Until("document.querySelector('.frame-message.error').textContent.includes(\"'late.png' did not arrive\")");

        // A mask that is being painted stays on the page, and so does the wish.
        await page.Evaluate("document.querySelector('section[aria-label=Photo] button.thumbnail').click()");
        await page.Evaluate("document.querySelector('section[aria-label=Painting] button.thumbnail').click()");
        await page.Click("#masks");
        await page.Until("document.querySelector('.mask-canvas canvas').width > 0 && document.querySelector('.targets .done')");
        await page.Drag(".mask-canvas canvas", 40);
        await page.Until("[...document.querySelectorAll('.targets .done')].some(e => e.textContent === 'painted')");
        await page.Evaluate("[...document.querySelectorAll('dialog button.primary')].at(-1).click()");
        await page.Until("document.querySelector('dialog .toast').textContent.includes('did not arrive')");

        // The page comes back by itself.
        Client.Start();
        int before = Scene.Bench.Kept(run.Id).End!.TotalIteration;
        await page.Until("document.querySelector('#notice').hidden");
        await page.Evaluate("[...document.querySelectorAll('dialog button.primary')].at(-1).click()");
        await page.Until("document.querySelector('#masks').textContent.includes('1 painted')");
        await page.Until("document.querySelector('#leftovers').textContent.includes(\"'Photo, painting' was not done\")");
        await page.Click("#leftovers button");
        await page.Until("document.querySelector('.view').dataset.state === 'running'");
        await Scene.Until(run.Id, now => now.Progress?.Step > before);
        await page.Click("#stop");
        await page.Until("document.querySelector('.view').dataset.state === 'stopped'");
        Assert.Contains("can go on", await page.Text("document.querySelector('.progress-line p').textContent"));
        await page.Until("document.querySelector('#resume').offsetParent && document.querySelector('.stage img').naturalWidth === 32");
    }

    [SkippableFact]
    public async Task Keyboard_Alone_PaintsAPicture()
    {
        await using BrowserPage page = await browser.Open(Client.Address);
        await page.Until("document.querySelector('#paint').disabled");
        // What the browser has kept is there again.
        await page.Evaluate("(localStorage.setItem('sketch', JSON.stringify({ settings: { iterations: 1 } })), location.reload())");
        await page.Until("document.querySelector('#all-settings').textContent.includes('1 changed')");
        await page.Until("document.querySelectorAll('section[aria-label=Painting] .thumbnail').length === 2");
        await Tab("section[aria-label=Photo] button.thumbnail");
        await page.Press("Enter");
        await Tab("section[aria-label=Painting] button.thumbnail");
        await page.Press("Enter");
        await Tab("input[name=look]");
        await page.Press("ArrowRight");
        await page.Until("document.activeElement.value === 'bold' && document.activeElement.checked");
        await Tab("input[name=size]");
        await page.Press("ArrowLeft");
        await page.Until("document.activeElement.value === 'draft' && /320 × 240/.test(document.querySelector('.plan').textContent)");
        await Tab("#paint");
        await page.Press("Enter");
        await page.Until("document.querySelector('#stop')?.offsetParent");
        await Tab("#stop");
        await page.Press("Enter");
        await page.Until("['stopped', 'finished'].includes(document.querySelector('.view').dataset.state)", seconds: 180);
        Assert.Equal("bold", Assert.Single(Scene.Bench.Runs).Look);
        await Tab(".menu summary");
        await page.Press("Enter");
        await page.Until("document.activeElement.getAttribute('role') === 'menuitem'");
        await page.Press("Escape");
        await page.Until("!document.querySelector('.menu[open]')");

        // To the next element that is meant; every one on the way shows that it has the focus.
        async Task Tab(string selector)
        {
            for (int i = 0; i < 100; i++)
            {
                await page.Press("Tab");
                Assert.Equal("", await page.Text(Unmarked));
                if ((await page.Evaluate($"document.activeElement.matches({JsonSerializer.Serialize(selector)})")).GetValue<bool>())
                    return;
            }

            Assert.Fail($"Tab does not come to {selector}.");
        }
    }

    private const string Hint = "document.querySelector('.sizes > .hint').textContent";

    // The focused element, if neither it nor what stands for it has an outline.
    private const string Unmarked = """
        (() => {
          const focused = document.activeElement, next = focused.nextElementSibling;
          const inside = (outer, inner) => focused.closest(outer)?.querySelector(inner);
          const stands = [focused, next, inside('.look', '.look-picture'), inside('.frame', '.frame-picture')];
          const isMarked = (e) => e && getComputedStyle(e).outlineStyle !== 'none' && parseFloat(getComputedStyle(e).outlineWidth) > 0;
          return focused === document.body || stands.some(isMarked) ? '' : focused.outerHTML.slice(0, 90);
        })()
        """;

    private string Picture(string name, RgbImage picture)
    {
        string path = Scene.PathOf(name);
        ImageFile.Write(path, picture);
        return path;
    }

    // A PNG file that says that it is larger than what is read.
    private static byte[] HeaderOf(int width, int height)
    {
        byte[] png = TestImages.Encode(TestPictures.Waves(8, 8, 1), ".png");
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        TestImages.RepairChecksums(png);
        return png;
    }
}
