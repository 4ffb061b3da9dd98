using IlgpuStyle.Network.Tiling;

namespace IlgpuStyle.Tests.Network.Tiling;

public sealed class TileAxisTests
{
    [Theory]
    [InlineData(1024, 256, 80, 80, 16)]
    [InlineData(1039, 256, 80, 80, 16)]
    [InlineData(97, 16, 10, 10, 4)]
    [InlineData(17, 16, 80, 80, 16)]
    [InlineData(7, 3, 2, 3, 16)]
    [InlineData(100, 1, 0, 1, 2)]
    public void Axis_EveryLength_CoversItAndLeavesRoomForTheHalo(int length, int core, int before, int after, int grid)
    {
        TileAxis axis = new(length, core, new Halo(before, after, grid));
        Assert.Equal(0, axis.CoreStart(0));
        Assert.Equal(length, axis.CoreEnd(axis.Count - 1));
        for (int tile = 0; tile < axis.Count; tile++)
        {
            int start = axis.WindowStart(tile), end = start + axis.Window, usable = end == length ? end : end / grid * grid;
            Assert.True(axis.CoreEnd(tile) > axis.CoreStart(tile));
            Assert.Equal(0, start % grid);
            Assert.Equal(0, axis.CoreStart(tile) % grid);
            Assert.InRange(end, 1, length);
            Assert.True(start == 0 || axis.CoreStart(tile) - start >= before);
            Assert.True(end == length || usable - axis.CoreEnd(tile) >= after, $"tile {tile} of {axis.Count}");
            if (tile > 0)
                Assert.Equal(axis.CoreEnd(tile - 1), axis.CoreStart(tile));
        }
    }

    [Theory]
    [InlineData(1024, 256, 80, 80, 16, 4)]
    [InlineData(96, 16, 10, 9, 4, 6)]
    [InlineData(97, 16, 10, 10, 4, 1)]
    [InlineData(64, 16, 80, 80, 16, 1)]
    public void Axis_OfARing_LeavesRoomForTheHaloRoundTheEnd(int length, int core, int before, int after, int grid, int count)
    {
        TileAxis axis = new(length, core, new Halo(before, after, grid), isCircular: true);
        Assert.Equal(count, axis.Count);
        for (int tile = 0; tile < axis.Count; tile++)
        {
            int[] positions = [.. axis.Runs(tile).SelectMany(run => Enumerable.Range(run.Start, run.Length))];
            int[] inWindow = [.. axis.Runs(tile).SelectMany(run => Enumerable.Range(run.InWindow, run.Length))];
            Assert.Equal(Enumerable.Range(0, axis.Window), inWindow);
            Assert.Equal(inWindow.Select(i => (axis.WindowStart(tile) + i + length) % length), positions);
            if (axis.Count > 1)
            {
                Assert.Equal(0, (axis.WindowStart(tile) % grid + grid) % grid);
                Assert.True(axis.CoreStart(tile) - axis.WindowStart(tile) >= before);
                Assert.True(axis.WindowStart(tile) + axis.Window - axis.CoreEnd(tile) >= after);
            }
        }
    }

    [Fact]
    public void Axis_OneRowOver_SharesItOutInsteadOfLeavingAThinTile()
    {
        TileAxis axis = new(1025, 256, new Halo(16, 16, 16));
        int[] cores = [.. Enumerable.Range(0, axis.Count).Select(i => axis.CoreEnd(i) - axis.CoreStart(i))];
        Assert.InRange(cores.Min(), 192, 256);
        Assert.InRange(cores.Max(), 192, 256);
    }
}
