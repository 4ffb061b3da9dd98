namespace IlgpuStyle.Tests.Studio;

/// <summary>What holds of every view: it fits every window, its text can be read, and all that can be pressed has a name.</summary>
internal static class PageChecks
{
    // A telephone, two screens, 4K.
    private static readonly (int Width, int Height)[] s_windows = [(390, 844), (1280, 800), (2560, 1440), (3840, 2160)];

    // What can be pressed, moved or filled in, and what is an image, has a name, or somebody who does not see it is told "button".
    private static readonly string[] s_named =
    [
        "button", "link", "radio", "checkbox", "textbox", "searchbox", "spinbutton", "slider", "combobox", "menuitem", "progressbar",
        "image", "img", "Canvas", "dialog", "radiogroup", "DisclosureTriangle", "complementary", "navigation", "region",
    ];

    // Text of less than 4.5 to 1 (WCAG 2.2, 1.4.3) against what lies behind it. What is disabled or waits need not be read.
    private const string Faint = """
        (() => {
          const parse = (text) => { const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number); return { r, g, b, a }; };
          const mix = (over, under) => {
            const part = (name) => over[name] * over.a + under[name] * (1 - over.a);
            return { r: part('r'), g: part('g'), b: part('b'), a: 1 };
          };
          const behind = (element) => {
            if (!element) return { r: 255, g: 255, b: 255, a: 1 };
            const own = parse(getComputedStyle(element).backgroundColor);
            return own.a === 1 ? own : mix(own, behind(element.parentElement));
          };
          const linear = (value) => (value <= 10.31475 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
          const light = ({ r, g, b }) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
          const faint = [];
          for (const element of document.querySelectorAll('body *')) {
            if (!element.checkVisibility({ visibilityProperty: true })
              || element.closest(':disabled, .waiting, .visually-hidden, .skip, select')
              || ![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
              continue;
            const ground = behind(element), ink = mix(parse(getComputedStyle(element).color), ground);
            const [dark, bright] = [light(ground), light(ink)].sort((a, b) => a - b);
            const ratio = (bright + 0.05) / (dark + 0.05);
            if (ratio < 4.5) faint.push(`${ratio.toFixed(2)}: ${element.outerHTML.slice(0, 90)}`);
          }
          return faint.join('\n');
        })()
        """;

    private const string Nameless = """
        [...document.querySelectorAll('button, a, input, select, canvas, summary, [tabindex="0"]')]
          .filter(e => e.offsetParent && !(e.ariaLabel || e.title || e.textContent.trim() || e.labels?.length || e.ariaHidden === 'true'))
          .map(e => e.outerHTML.slice(0, 90)).join('\n')
        """;

    // What sticks out of the window to the right, to be scrolled to or cut off, unless something inside the window scrolls or cuts it.
    private const string Wide = """
        (() => {
          const isOut = (element) => element.getBoundingClientRect().right > innerWidth + 1;
          const clips = (element) => getComputedStyle(element).overflowX !== 'visible';
          const isHeld = (element) => element.parentElement !== document.body
            && (clips(element.parentElement) && !isOut(element.parentElement) || isHeld(element.parentElement));
          return [...document.querySelectorAll('body *')].filter((element) => element.offsetParent && isOut(element) && !isHeld(element))
            .slice(0, 3).map((element) => element.outerHTML.slice(0, 90)).join('\n')
            + (document.documentElement.scrollWidth > innerWidth ? ` ${document.documentElement.scrollWidth} pixels` : '');
        })()
        """;

    // Roles, names, landmarks and headings (WCAG 2.2: 4.1.2, 1.3.1, 2.4.6).
    private static IEnumerable<string> ComplaintsOf(IReadOnlyList<AccessibleNode> tree)
    {
        foreach (AccessibleNode node in tree.Where(node => s_named.Contains(node.Role) && node.Name.Trim().Length == 0))
            yield return $"a {node.Role} without a name";
        foreach (AccessibleNode node in tree.Where(node => node.Role == "progressbar" && !node.Properties.ContainsKey("valuemax")))
            yield return $"{node.Name}: a progressbar without an end";
        bool isDialog = tree.Any(node => node.Role == "dialog");
        foreach (string landmark in (string[])(isDialog ? [] : ["banner", "main"]))
        {
            if (tree.Count(node => node.Role == landmark) != 1)
                yield return $"not one {landmark}";
        }

        int[] levels = [.. tree.Where(node => node.Role == "heading").Select(node => int.Parse(node["level"]))];
        if (levels.Length == 0 || (!isDialog && levels.Count(level => level == 1) != 1))
            yield return $"not one main heading: {string.Join(", ", levels)}";
        if (!tree.Any(node => node["live"] is "polite" or "assertive"))
            yield return "no live region";
    }

    /// <summary>Checks the view that is shown, in every window and both schemes of colour.</summary>
    /// <param name="page">The page; its window is another one then.</param>
    /// <param name="view">Names it in what fails.</param>
    public static async Task All(BrowserPage page, string view)
    {
        List<string> complaints = [];
        async Task Check(string what, string expression)
        {
            string found = await page.Text(expression);
            if (found.Length > 0)
                complaints.Add($"{view}, {what}: {found}");
        }

        foreach ((int width, int height) in s_windows)
        {
            foreach (bool isDark in (bool[])[false, true])
            {
                await page.Resize(width, height, isDark);
                string window = $"{width} × {height}, {(isDark ? "dark" : "light")}";
                await Check($"{window}, wider than the window", Wide);
                await Check($"{window}, too faint", Faint);
                await Check($"{window}, without a name", Nameless);
            }
        }

        await page.Resize(1400, 900);
        foreach (string complaint in ComplaintsOf(await page.Accessible()))
            complaints.Add($"{view}, to a screen reader: {complaint}");
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }
}
