using IlgpuStyle.Kernels.Simd.Winograd;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>Tiles of six outputs a side, and smaller last ones.</summary>
[Trait("Category", "Kernels")]
public sealed class WinogradTilingTests
{
    [Fact]
    public void Tiles_AnySize_CoverEveryOutputOnce()
    {
        foreach ((int height, int width) in Sizes())
        {
            WinogradTiling tiling = new(height, width);
            int[] covered = new int[height * width];
            for (int tile = 0; tile < tiling.Tiles; tile++)
            {
                WinogradTile place = tiling[tile];
                for (int y = place.Row; y < Math.Min(height, place.Row + place.Height); y++)
                {
                    for (int x = place.Column; x < Math.Min(width, place.Column + place.Width); x++)
                        covered[y * width + x]++;
                }
            }

            Assert.All(covered, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void TilesAt_AnyPoint_AreThoseThatNeedIt()
    {
        foreach ((int height, int width) in Sizes())
        {
            WinogradTiling tiling = new(height, width);
            for (int point = 0; point < WinogradPoints.Products; point++)
            {
                int row = point / WinogradPoints.Inputs, column = point % WinogradPoints.Inputs;
                (int first, int end) = tiling.TilesAt(row, column);
                for (int tile = 0; tile < tiling.Tiles; tile++)
                {
                    bool needs = row < tiling[tile].Height + 2 && column < tiling[tile].Width + 2;
                    Assert.Equal(needs, tile >= first && tile < end);
                }
            }
        }
    }

    [Fact]
    public void Tiles_Last_AreNoLargerThanTheyMustBe()
    {
        foreach ((int height, int width) in Sizes())
        {
            WinogradTiling tiling = new(height, width);
            Assert.InRange((tiling.Tiles / ((width + 5) / 6) - 1) * 6 + tiling.LastRowOutputs - height, 0, 1);
            Assert.InRange((tiling.Tiles / ((height + 5) / 6) - 1) * 6 + tiling.LastColumnOutputs - width, 0, 1);
        }
    }

    private static IEnumerable<(int Height, int Width)> Sizes() =>
        from height in Enumerable.Range(1, 19) from width in Enumerable.Range(1, 19) select (height, width);
}
