using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>The options --tile and --scratch: what a run does to take less memory.</summary>
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

    /// <summary>Adds both to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Tile);
        command.Options.Add(Scratch);
    }

    /// <summary>The library options with what the user typed.</summary>
    /// <exception cref="InputException">
    /// The number is out of range, the plan is none, or the folder does not exist.
    /// </exception>
    public StyleTransferOptions Apply(ParseResult parsed, StyleTransferOptions options)
    {
        if (parsed.GetValue(Scratch) is string folder && !Directory.Exists(folder))
            throw new InputException($"--scratch '{folder}': there is no such folder; create it first.");
        return options with { Tiles = PlanOf(parsed.GetValue(Tile) ?? "0"), ScratchFolder = parsed.GetValue(Scratch) };
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
