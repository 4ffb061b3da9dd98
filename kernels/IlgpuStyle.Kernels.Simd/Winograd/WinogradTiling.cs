using System.Runtime.CompilerServices;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// How tiles cover a destination. All have 6×6 outputs but those of the last column and row, which have as few as are left of 2, 4 and 6:
/// a line of n outputs needs the first n + 2 points alone. In the order of tiles the corner comes first if both are smaller, then the rest
/// of a smaller last column, then whole tiles row by row, then the rest of a smaller last row: at every point the tiles that need its
/// product are neighbours.
/// </summary>
internal readonly struct WinogradTiling
{
    private const int Outputs = WinogradPoints.Outputs;

    private readonly int _across;
    private readonly int _down;
    private readonly int _corner;
    private readonly int _beside;
    private readonly int _wholeAcross;
    private readonly int _whole;

    /// <summary>Covers so many rows and columns of outputs.</summary>
    public WinogradTiling(int height, int width)
    {
        _across = (width + Outputs - 1) / Outputs;
        _down = (height + Outputs - 1) / Outputs;
        LastRowOutputs = OutputsOfLast(height);
        LastColumnOutputs = OutputsOfLast(width);
        bool hasSmallRow = LastRowOutputs < Outputs, hasSmallColumn = LastColumnOutputs < Outputs;
        int wholeDown = _down - (hasSmallRow ? 1 : 0);
        _wholeAcross = _across - (hasSmallColumn ? 1 : 0);
        _corner = hasSmallRow && hasSmallColumn ? 1 : 0;
        _beside = _corner + (hasSmallColumn ? wholeDown : 0);
        _whole = _beside + wholeDown * _wholeAcross;
    }

    /// <summary>Rows of outputs of the last row of tiles: 2, 4 or 6.</summary>
    public int LastRowOutputs { get; }

    /// <summary>Columns of outputs of the last column of tiles: 2, 4 or 6.</summary>
    public int LastColumnOutputs { get; }

    /// <summary>Tiles in all.</summary>
    public int Tiles => _across * _down;

    /// <summary>Where a tile lies and how many rows and columns of outputs it has.</summary>
    public WinogradTile this[int tile]
    {
        get
        {
            int row = _down - 1, column = _across - 1;
            if (tile >= _whole)
                column = tile - _whole;
            else if (tile >= _beside)
                {
                row = (int)((uint)(tile - _beside) / (uint)_wholeAcross);
                column = tile - _beside - row * _wholeAcross;
            }
            else if (tile >= _corner)
                row = tile - _corner;
            return new WinogradTile(
                row * Outputs, column * Outputs, row == _down - 1 ? LastRowOutputs : Outputs,
                column == _across - 1 ? LastColumnOutputs : Outputs);
        }
    }

    /// <summary>Tiles with whole columns of outputs from a column of outputs on, in one row.</summary>
    public int WholeAfter(int column) => _wholeAcross - column / Outputs;

    /// <summary>The tiles that need the product at a point of their rows and one of their columns: first and end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (int First, int End) TilesAt(int rowPoint, int columnPoint)
    {
        bool inSmallRow = rowPoint < WinogradPoints.InputsOf(LastRowOutputs);
        bool inSmallColumn = columnPoint < WinogradPoints.InputsOf(LastColumnOutputs);
        return (inSmallColumn ? inSmallRow ? 0 : _corner : _beside, inSmallRow ? Tiles : _whole);
    }

    // As few of 2, 4 and 6 as hold what is left.
    private static int OutputsOfLast(int extent) => ((extent - 1) % Outputs + 2) / 2 * 2;
}
