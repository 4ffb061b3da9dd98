using System.Globalization;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Settings;

/// <summary>How a run fits into memory, and what computes it.</summary>
internal static class MachineSettings
{
    // Below this the halo is most of a tile.
    private const int SmallestTile = 64;

    public static Setting<long> Memory { get; } = new(
        "memory", SettingTypes.Text("BYTES", ByteSize.Parse),
        "The most that the run may take, such as 2GB: the process's memory, or the card's. A run that would take more is made to fit, or "
            + "refused.")
    {
        Group = SettingGroup.SizeAndMemory,
        Effect = SettingEffect.Rounding,
    };

    public static Setting<TilePlan?> Tile { get; } = new(
        "tile", SettingTypes.Text("N|PLAN", ReadTiles),
        "Evaluate in tiles of about N×N pixels: less memory, more time, the same picture. 0: whole, unless --memory asks for tiles. "
            + "A plan such as pool3:512x*,end:* names the tiles (rows x columns, * for all) up to each layer.")
    {
        Group = SettingGroup.SizeAndMemory,
        Effect = SettingEffect.Rounding,
        ChangeFor = (options, tiles, weights) => options with { Tiles = InOrder(tiles, weights) },
        Default = _ => "0",
    };

    public static Setting<string> Scratch { get; } = new(
        "scratch", SettingTypes.Place("FOLDER"),
        "Folder for scratch files in place of memory: the optimiser's vectors, targets, maps between tiles. Not one in memory itself.")
    {
        Group = SettingGroup.SizeAndMemory,
        Effect = SettingEffect.Place,
        Change = (options, folder) => Directory.Exists(folder)
            ? options with { ScratchFolder = folder }
            : throw new InputException($"--scratch '{folder}': there is no such folder; create it first."),
    };

    public static Setting<bool> Offload { get; } = new(
        "offload", SettingTypes.Flag,
        "CUDA and OpenCL: keep the picture, the optimiser's vectors, targets and maps between tiles in the host's memory; tiles come "
            + "to the card and go back while it computes.")
    {
        Excludes = ("scratch", "one keeps in the host's memory what the other keeps in files"),
        Group = SettingGroup.SizeAndMemory,
        Effect = SettingEffect.Rounding,
        Change = (options, on) => options with { KeepsOnHost = on },
    };

    public static Setting<string> Backend { get; } = new(
        "backend", WithDevices(SettingTypes.Choice(
            ("auto", "auto", "CUDA, then an OpenCL card, then SIMD"), ("cuda", "cuda", "a card of NVIDIA"),
                ("opencl", "opencl", "a card with OpenCL"),
            ("ilgpu-cpu", "ilgpu-cpu", "ILGPU on the processor: slow, for debugging kernels"),
                ("simd", "simd", "vector instructions of the processor"))),
        "What computes: auto (CUDA, then an OpenCL GPU, then SIMD), cuda, opencl, ilgpu-cpu (slow: for debugging kernels) or simd; "
            + "cuda:1 is a second card, as 'istyle devices' names it, and cuda:0,cuda:1 both: they share the tiles of a picture, or the "
            + "pictures of a batch.")
    {
        Group = SettingGroup.Device,
        Effect = SettingEffect.Rounding,
        Default = _ => "auto",
    };

    public static Setting<int> Threads { get; } = new(
        "threads", SettingTypes.Whole("N", 0, 1024), "Threads of the SIMD backend; 0 takes all cores.")
    {
        Group = SettingGroup.Device,
        // The SIMD backend's bits do not depend on them.
        Effect = SettingEffect.Place,
        Default = _ => "0",
    };

    public static Setting<ConvolutionVariant> Convolution { get; } = new(
        "convolution", SettingTypes.Choice(
            ("auto", ConvolutionVariant.Automatic, "the cheaper one for each layer"), ("direct", ConvolutionVariant.Direct, "term by term"),
            ("winograd", ConvolutionVariant.Winograd, "Winograd's minimal filtering")),
        "Algorithm of the 3×3 convolutions; default: auto, with --exact direct.")
    {
        Group = SettingGroup.Device,
        Effect = SettingEffect.Rounding,
    };

    public static Setting<bool> Autotune { get; } = new(
        "autotune", SettingTypes.Flag, "CUDA and OpenCL: time the convolution kernels once per device and size and keep the fastest.")
    {
        Excludes = ("convolution", "one names the algorithm, the other measures it"),
        Group = SettingGroup.Device,
        Effect = SettingEffect.Rounding,
    };

    public static Setting<bool> Half { get; } = new(
        "half", SettingTypes.Flag, "CUDA and OpenCL: keep activations in half precision (half their memory, 3 digits).")
    {
        Group = SettingGroup.Device,
    };

    public static Setting<bool> Tf32 { get; } = new(
        "tf32", SettingTypes.Flag,
        "CUDA, from compute capability 8.0: wide convolutions on the tensor cores, where that is faster, with factors rounded to TF32 "
            + "(3 digits).")
    {
        Group = SettingGroup.Device,
    };

    /// <summary>How it fits into memory, in the order of help.</summary>
    public static IReadOnlyList<Setting> Fitting { get; } = [Memory, Tile, Scratch, Offload];

    /// <summary>What computes it, in the order of help.</summary>
    public static IReadOnlyList<Setting> Device { get; } = [Backend, Threads, Convolution, Autotune, Half, Tf32];

    /// <summary>The names in a <see cref="Backend"/>: "cuda:0,cuda:1" has two.</summary>
    public static string[] NamesIn(string backend) => backend.Split(',');

    // A device beyond the first of its kind has no word of its own, nor have several.
    private static SettingType<string> WithDevices(SettingType<string> words) => words with
    {
        Read = values =>
        {
            string name = values[0].ToLowerInvariant();
            if (NamesIn(name) is { Length: > 1 } names)
            {
                IlgpuDeviceKind?[] kinds = [.. names.Select(device => IlgpuDevice.Parse(device)?.Kind).Distinct()];
                return kinds is [not null]
                    ? name
                    : throw new FormatException("expected one device, or several cards of one kind, such as cuda:0,cuda:1.");
            }

            return name.Contains(':', StringComparison.Ordinal) && IlgpuDevice.Parse(name) is not null ? name : words.Read(values);
        },
    };

    // Cut at a layer that is not there, or stands before the one that was cut at last, the network would go on whole.
    private static TilePlan? InOrder(TilePlan? plan, WeightsFile weights)
    {
        NetworkDefinition network = NetworkDefinition.Of(weights);
        string[] names = [.. network.Layers.Select(layer => layer.Name), TilePlan.Deepest];
        int[] places = [.. (plan?.Segments ?? []).Select(segment => Array.IndexOf(names, segment.LastLayer))];
        if (places.Contains(-1) || places.Zip(places.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            IEnumerable<string> stages = network.Layers.Where(layer => layer.Kind == LayerKind.Pooling).Select(layer => layer.Name);
            throw new InputException($"--tile '{plan!.Text}': expected layers of {network.Architecture} in their order, such as "
                + $"{string.Join(", ", stages)}, and 'end' behind them.");
        }

        return plan;
    }

    private static TilePlan? ReadTiles(string text)
    {
        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int tile))
        {
            return tile is 0 or >= SmallestTile
                ? tile == 0 ? null : TilePlan.Blocks(tile)
                : throw new FormatException($"expected 0 (no tiles) or at least {SmallestTile} pixels.");
        }

        try
        {
            return TilePlan.Parse(text);
        }
        catch (FormatException e)
        {
            throw new FormatException(
                $"{e.Message}; expected 0, a side of at least {SmallestTile} pixels, or a plan such as pool3:512x*,end:*.", e);
        }
    }
}
