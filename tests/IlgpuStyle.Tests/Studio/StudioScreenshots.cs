using System.Text.Json.Nodes;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Studio;

namespace IlgpuStyle.Tests.Studio;

/// <summary>
/// Makes the pictures of the page in <c>examples/studio</c>: <c>ISTYLE_SCREENSHOTS=FOLDER dotnet test --filter StudioScreenshots</c>. It
/// paints the examples, which takes minutes; those that are in the studio's folder <c>ISTYLE_SCREENSHOTS_RUNS</c> already, if that is
/// given, are only shown.
/// </summary>
[Collection("console")]
public sealed class StudioScreenshots(Browser browser) : IClassFixture<Browser>
{
    private const string First = "Giraffe at night", Second = "Giraffe at night, bigger strokes";

    private static readonly string? s_folder = Environment.GetEnvironmentVariable("ISTYLE_SCREENSHOTS");
    private static readonly string? s_runs = Environment.GetEnvironmentVariable("ISTYLE_SCREENSHOTS_RUNS");

    [SkippableFact]
    public async Task Views_WithTheExamples()
    {
        Skip.If(s_folder is null, "ISTYLE_SCREENSHOTS names no folder for pictures of the page");
        Directory.CreateDirectory(s_folder);
        using WorkbenchScene scene = new(PageFiles.Examples, s_runs);
        using StudioClient client = new(scene);
        scene.Bench.RemovePicture(scene.Photo);
        scene.Bench.RemovePicture(scene.Painting);
        string Of(string name) => scene.Bench.Shelf.All.First(picture => picture.Name == name + ".jpg").Id;
        async Task<string> Paint(string title, string photo, string painting, int size, params (string Name, JsonNode Value)[] more)
        {
            JsonObject settings = new() { ["photo"] = Of("photo-" + photo), ["painting"] = Of("painting-" + painting), ["size"] = size };
            foreach ((string name, JsonNode value) in more)
                settings[name] = value;
            RunSummary run = scene.Bench.Runs.FirstOrDefault(run => run.Title == title && run.State == RunState.Finished)
                ?? scene.Bench.Add(new RunWish { Title = title, Settings = settings });
            return (await scene.Until(run.Id, RunState.Finished)).Id;
        }

        await Paint("Coffee, pastel", "coffee", "pastel", 240, ("preset", "faithful"));
        await Paint("Mountain at sunset", "mountain", "sunset", 240);
        await Paint("Castle in poppies", "castle", "poppies", 240, ("preset", "bold"));
        string second = await Paint(Second, "giraffe", "night", 384, ("style-scale", 1.5));
        string first = await Paint(First, "giraffe", "night", 384);

        await using BrowserPage page = await browser.Open(client.Address);
        await page.Until("document.querySelectorAll('.thumbnail').length > 10");
        // Drafts of few steps come soon, and show as much.
        await page.Evaluate("(localStorage.setItem('sketch', JSON.stringify({ settings: { iterations: 15 } })), location.reload())");
        await page.Until("document.querySelector('#all-settings').textContent.includes('1 changed')");
        await page.Click("button[aria-label=\"photo-giraffe.jpg\"]");
        await page.Click("button[aria-label=\"painting-night.jpg\"]");
        await page.Until("document.querySelector('.look img').src && !document.querySelector('.look.waiting')", seconds: 1200);
        await page.Click("input[name=size][value=draft]");
        await page.Until("document.querySelector('.plan').textContent.includes('384 × 256')", seconds: 300);
        await Look(page, "compose");
        await page.Evaluate($"location.hash = '#run/{Uri.EscapeDataString(first)}'");
        await page.Until("document.querySelector('[data-variation]')");
        await page.Click("input[name=mode][value=cut]");
        await Look(page, "run");
        await page.Evaluate($"location.hash = '#compare/{Uri.EscapeDataString(first)}/{Uri.EscapeDataString(second)}'");
        await page.Until("document.querySelector('.differences').textContent.includes('style scale')");
        await Look(page, "compare");
        await page.Evaluate("location.hash = '#history'");
        await page.Until("document.querySelectorAll('.card').length >= 5");
        await Look(page, "history");
    }

    private static async Task Look(BrowserPage page, string view)
    {
        foreach ((int width, int height) in (IEnumerable<(int, int)>)[(390, 844), (1280, 800), (2560, 1440)])
        {
            foreach (bool isDark in (bool[])[false, true])
            {
                await page.Resize(width, height, isDark);
                await page.Evaluate("(document.activeElement.blur(), scrollTo(0, 0), 1)");
                await page.Until("[...document.images].every(image => image.complete)");
                await page.Evaluate("new Promise(done => setTimeout(done, 400, 1))");
                string name = $"{view}-{width}-{(isDark ? "dark" : "light")}.jpg";
                await File.WriteAllBytesAsync(Path.Combine(s_folder!, name), await page.Screenshot());
            }
        }
    }
}
