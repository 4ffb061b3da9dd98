using System.CommandLine;
using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>The options --init, --init-noise and --seed.</summary>
internal sealed class StartChoice
{
    private static readonly StyleTransferOptions s_defaults = new();

    private static readonly Dictionary<string, InitKind> s_kinds = new()
    {
        ["matched"] = InitKind.Matched,
        ["content"] = InitKind.Content,
        ["noise"] = InitKind.Noise,
        ["blend"] = InitKind.Blend,
        ["style"] = InitKind.Style,
        ["statistics"] = InitKind.Statistics,
    };

    private Option<string> Init { get; } = new("--init")
    {
        Description = "Start: matched (the photo in the painting's colours), content, noise, blend (of "
            + "both), style, statistics (noise in the painting's colours), or a picture file.",
        DefaultValueFactory = _ => Word.Of(s_defaults.Init, s_kinds),
    };

    private Option<double> Noise { get; } = new("--init-noise")
    {
        Description = "Share of noise in --init blend, 0 to 1.",
        DefaultValueFactory = _ => s_defaults.InitNoise,
    };

    private Option<int> Seed { get; } = new("--seed") { Description = "Seed of the noise." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Init);
        command.Options.Add(Noise);
        command.Options.Add(Seed);
    }

    /// <summary>The library options with what the user typed.</summary>
    public StyleTransferOptions Apply(ParseResult parsed, StyleTransferOptions options) => options with
    {
        Init = s_kinds.TryGetValue(parsed.GetValue(Init)!, out InitKind kind) ? kind : InitKind.Picture,
        InitNoise = parsed.GetValue(Noise),
        Seed = parsed.GetValue(Seed),
    };

    /// <summary>The picture that --init names, or null.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public RgbImage? Picture(ParseResult parsed)
    {
        string word = parsed.GetValue(Init)!;
        if (s_kinds.ContainsKey(word))
            return null;
        return Path.Exists(word)
            ? ImageFile.Read(word)
            : throw new InputException(
                $"--init '{word}': there is no such file; expected "
                    + $"{string.Join(", ", s_kinds.Keys)} or a picture file.");
    }
}
