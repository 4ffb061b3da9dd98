using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Studio;

namespace IlgpuStyle.Tests.Studio;

/// <summary>
/// Makes the pictures of the page in <c>examples/studio</c>: <c>ISTYLE_SCREENSHOTS=FOLDER dotnet test --filter StudioScreenshots</c>. It
/// paints the examples, which takes minutes.
/// </summary>
[Collection("console")]
public sealed class StudioScreenshots(Browser browser) : IClassFixture<Browser>
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("ISTYLE_SCREENSHOTS");

    [SkippableFact]
    public async Task Views_WithTheExamples()
    {
        Skip.If(s_folder is null, "ISTYLE_SCREENSHOTS names no folder for pictures of the page");
        Directory.CreateDirectory(s_folder);
        using WorkbenchScene scene = new(PageFiles.Examples);
        using StudioClient client = new(scene);
        scene.Bench.RemovePicture(scene.Photo);
        scene.Bench.RemovePicture(scene.Painting);
        string Of(string name) => scene.Bench.Shelf.All.Single(picture => picture.Name == name + ".jpg").Id;
        async Task<RunSummary> Paint(string photo, string painting, string look, int size)
        {
            RunSummary run = scene.Bench.Add(new RunWish
            {
                Settings = new() { ["photo"] = Of(photo), ["painting"] = Of(painting), ["preset"] = look, ["size"] = size },
            });
            return await scene.Until(run.Id, RunState.Finished);
        }

        await Paint("photo-castle", "painting-poppies", "bold", 256);
        await Paint("photo-mountain", "painting-sunset", "painterly", 256);
        await Paint("photo-coffee", "painting-pastel", "faithful", 256);
        RunSummary first = await Paint("photo-giraffe", "painting-night", "painterly", 512);
        RunSummary bold = scene.Bench.Add(new RunWish { From = first.Id, Variation = "bigger-strokes" });
        await scene.Until(bold.Id, RunState.Finished);

        await using BrowserPage page = await browser.Open(client.Address);
        await page.Until("document.querySelectorAll('.thumbnail').length > 10");
        await page.Click("button[aria-label=\"photo-gateway.jpg\"]");
        await page.Click("button[aria-label=\"painting-harvest.jpg\"]");
        await page.Until("document.querySelector('.look img').src && !document.querySelector('.look.waiting')", seconds: 300);
        await page.Until("document.querySelector('.plan').textContent.includes('memory')", seconds: 300);
        await Look(page, "compose");
        await page.Evaluate($"location.hash = '#run/{first.Id}'");
        await page.Until("document.querySelector('[data-variation]')");
        await page.Click("input[name=mode][value=cut]");
        await Look(page, "run");
        await page.Evaluate($"location.hash = '#compare/{first.Id}/{bold.Id}'");
        await page.Until("document.querySelector('.differences').textContent.includes('style scale')");
        await Look(page, "compare");
        await page.Evaluate("location.hash = '#history'");
        await page.Until("document.querySelectorAll('.card').length === 5");
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
