using System.CommandLine;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>The options --tile and --scratch: what a run does to take less memory.</summary>
internal sealed class TileChoice
{
    // Below this the halo is most of a tile.
    private const int SmallestTile = 64;

    private Option<int> Tile { get; } = new("--tile")
    {
        Description = "Evaluate in tiles of about N×N pixels: less memory, more time, the same picture. 0: whole, unless --memory asks for tiles.",
    };

    /// <summary>--scratch.</summary>
    public Option<string?> Scratch { get; } = new("--scratch")
    {
        Description = "Folder for scratch files in place of memory: the optimiser's vectors, targets, maps between tiles. Not one in memory itself.",
    };

    /// <summary>Adds both to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Tile);
        command.Options.Add(Scratch);
    }

    /// <summary>The library options with what the user typed.</summary>
    /// <exception cref="InputException">The number is out of range, or the folder does not exist.</exception>
    public StyleTransferOptions Apply(ParseResult parsed, StyleTransferOptions options)
    {
        int tile = parsed.GetValue(Tile);
        if (tile is not (0 or >= SmallestTile))
            throw new InputException($"--tile {tile}: expected 0 (no tiles) or at least {SmallestTile} pixels.");
        if (parsed.GetValue(Scratch) is string folder && !Directory.Exists(folder))
            throw new InputException($"--scratch '{folder}': there is no such folder; create it first.");
        return options with { Tiles = tile == 0 ? null : TilePlan.Blocks(tile), ScratchFolder = parsed.GetValue(Scratch) };
    }
}
