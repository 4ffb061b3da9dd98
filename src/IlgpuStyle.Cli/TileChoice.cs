using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Backends;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>The options --tile, --scratch and --offload: what a run does to take less memory.</summary>
internal sealed class TileChoice
{
    // Below this the halo is most of a tile.
    private const int SmallestTile = 64;

    /// <summary>--tile.</summary>
    public Option<string?> Tile { get; } = new("--tile")
    {
        Description = "Evaluate in tiles of about N×N pixels: less memory, more time, the same picture. 0: "
            + "whole, unless --memory asks for tiles. "
            + "A plan such as pool3:512x*,end:* names the tiles (rows x columns, * for all) up to each layer.",
    };

    /// <summary>--scratch.</summary>
    public Option<string?> Scratch { get; } = new("--scratch")
    {
        Description = "Folder for scratch files in place of memory: the optimiser's vectors, targets, maps "
            + "between tiles. Not one in memory itself.",
    };

    /// <summary>--offload.</summary>
    public Option<bool> Offload { get; } = new("--offload")
    {
        Description = "CUDA and OpenCL: keep the picture, the optimiser's vectors, targets and maps between "
            + "tiles in the host's memory; tiles come to the card and go back while it computes.",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Offload);
        command.Options.Add(Tile);
        command.Options.Add(Scratch);
    }

    /// <summary>The library options with what the user typed.</summary>
    /// <exception cref="InputException">
    /// The number is out of range, the plan is none, the folder does not exist, or both places are asked for.
    /// </exception>
    public StyleTransferOptions Apply(ParseResult parsed, StyleTransferOptions options)
    {
        if (parsed.GetValue(Scratch) is string folder && !Directory.Exists(folder))
            throw new InputException($"--scratch '{folder}': there is no such folder; create it first.");
        if (parsed.GetValue(Scratch) is not null && parsed.GetValue(Offload))
        {
            throw new InputException(
                "--offload and --scratch exclude each other: one keeps in the host's memory what the other keeps "
                    + "in files.");
        }

        return options with
        {
            Tiles = PlanOf(parsed.GetValue(Tile) ?? "0"),
            ScratchFolder = parsed.GetValue(Scratch),
            KeepsOnHost = parsed.GetValue(Offload),
        };
    }

    /// <summary>Fails if --offload was given for a backend that has no memory of its own.</summary>
    /// <exception cref="InputException">It was.</exception>
    public static void Check(StyleTransferOptions options, IBackend backend)
    {
        if (options.KeepsOnHost && !backend.HasTransfers)
        {
            throw new InputException(
                $"--offload: the {backend.Name} backend works in the host's memory already; leave it out, or take "
                    + "--scratch DIR.");
        }
    }

    private static TilePlan? PlanOf(string text)
    {
        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int tile))
        {
            return tile is 0 or >= SmallestTile
                ? tile == 0 ? null : TilePlan.Blocks(tile)
                : throw new InputException($"--tile {tile}: expected 0 (no tiles) or at least {SmallestTile} pixels.");
        }

        try
        {
            return TilePlan.Parse(text);
        }
        catch (FormatException e)
        {
            throw new InputException(
                $"--tile {text}: {e.Message}; expected 0, a side of at least {SmallestTile} pixels, or a "
                    + "plan such as pool3:512x*,end:*.", e);
        }
    }
}
