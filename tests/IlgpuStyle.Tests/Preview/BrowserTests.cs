using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Preview;

/// <summary>The page in a real browser: it shows a real run, and its buttons and sliders steer it.</summary>
[Trait("Category", "WholeNetwork")]
public sealed class BrowserTests : IDisposable
{
    private readonly PreviewScene _scene = new();

    public void Dispose()
    {
        _scene.Control.Stop();
        _scene.Dispose();
    }

    [SkippableFact]
    public async Task Page_ShowsTheRunAndSteersIt()
    {
        string? program = Browser.Find();
        Skip.If(program is null, "no browser: install Debian's chromium to have the preview page clicked through");
        Task<TransferResult> run = _scene.Run();
        using Browser browser = await Browser.Open(program, _scene.Server.Address);
        await browser.Until("document.getElementById('phase').textContent === 'running'");
        await browser.Until("document.getElementById('picture').naturalWidth === 48");
        Assert.Equal("out.png", (await browser.Evaluate("document.getElementById('title').textContent")).GetValue<string>());
        // The curves are drawn: some pixel of the canvas is not transparent.
        await browser.Until(
            "(() => { const c = document.getElementById('chart'); return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 === 3 && v > 0); })()");

        await browser.Click("pause");
        await _scene.Paused;
        await browser.Until("document.getElementById('phase').textContent === 'paused'");
        Assert.Equal("Continue", (await browser.Evaluate("document.getElementById('pause').textContent")).GetValue<string>());
        await browser.Click("pause");
        await browser.Until("document.getElementById('phase').textContent === 'running'");

        // As when the slider's knob is let go at ten times the weight that the run began with, which is 2.
        await browser.Evaluate("(() => { const s = document.getElementById('weight-style'); s.value = 1; s.dispatchEvent(new Event('input')); s.dispatchEvent(new Event('change')); })()");
        Assert.Contains("style weight 20", (await _scene.WeightsChanged).Message);
        await browser.Until("document.querySelector('#weight-style + output').textContent === '20'");

        string? screenshot = Environment.GetEnvironmentVariable("ISTYLE_SCREENSHOT");
        if (screenshot is not null)
            await File.WriteAllBytesAsync(screenshot, await browser.Screenshot());
        await browser.Click("stop");
        Assert.Equal(TransferEnding.Interrupted, (await run).Ending);
        await browser.Until("document.getElementById('phase').textContent === 'finished'");
    }
}
