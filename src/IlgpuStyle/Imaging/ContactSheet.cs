namespace IlgpuStyle.Imaging;

/// <summary>
/// Pictures side by side with a line of text under each: a grid on white. Cells are filled row by row; a
/// column is as wide as its widest picture, a row as high as its highest, and smaller pictures stand in the
/// middle.
/// </summary>
internal sealed class ContactSheet
{
    private const float Paper = 1;
    private const float Ink = 0.1f;

    private readonly int _columns;
    private readonly int _margin;
    private readonly int _textScale;
    private readonly List<(RgbImage? Picture, string Label)> _cells = [];

    /// <summary>An empty sheet.</summary>
    /// <param name="columns">Cells in a row, at least 1.</param>
    /// <param name="margin">White pixels between neighbours and around all, at least 0.</param>
    /// <param name="textScale">Size of the letters, at least 1: 1 gives capitals of 7 pixels.</param>
    public ContactSheet(int columns, int margin = 8, int textScale = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        ArgumentOutOfRangeException.ThrowIfLessThan(textScale, 1);
        _columns = columns;
        _margin = margin;
        _textScale = textScale;
    }

    /// <summary>Cells so far.</summary>
    public int Count => _cells.Count;

    /// <summary>Adds the next cell.</summary>
    /// <param name="picture">
    /// Any size; an opaque picture or one that stands on white. Null leaves the cell to its label.
    /// </param>
    /// <param name="label">Printable ASCII and ×; cut where it is wider than its column.</param>
    public void Add(RgbImage? picture, string label = "") => _cells.Add((picture?.CompositeOn(Paper), label));

    /// <summary>Draws the sheet; a sheet without cells is a margin.</summary>
    public RgbImage Render()
    {
        int rows = (_cells.Count + _columns - 1) / _columns;
        int[] widths = Extents(_columns, i => i % _columns, picture => picture.Width);
        int[] heights = Extents(rows, i => i / _columns, picture => picture.Height);
        for (int column = 0; column < widths.Length; column++)
            widths[column] = widths[column] == 0 ? LabelWidth(column) : widths[column];
        int[] lines = new int[rows];
        for (int i = 0; i < _cells.Count; i++)
            lines[i / _columns] = _cells[i].Label.Length > 0
                ? BitmapFont.Height(_textScale) + 2 * _textScale
                : lines[i / _columns];
        RgbImage sheet = new(
            Math.Max(1, widths.Sum() + (_columns + 1) * _margin),
            Math.Max(1, heights.Sum() + lines.Sum() + (rows + 1) * _margin));
        Array.Fill(sheet.Data, Paper);
        int top = _margin;
        for (int row = 0; row < rows; row++)
        {
            int left = _margin;
            for (int column = 0; column < _columns && row * _columns + column < _cells.Count; column++)
            {
                Draw(sheet, _cells[row * _columns + column], left, top, widths[column], heights[row]);
                left += widths[column] + _margin;
            }

            top += heights[row] + lines[row] + _margin;
        }

        return sheet;
    }

    private int[] Extents(int count, Func<int, int> indexOf, Func<RgbImage, int> extent)
    {
        int[] extents = new int[count];
        for (int i = 0; i < _cells.Count; i++)
            extents[indexOf(i)] = Math.Max(
                extents[indexOf(i)], _cells[i].Picture is { } picture ? extent(picture) : 0);
        return extents;
    }

    private int LabelWidth(int column) =>
        _cells.Where((_, i) => i % _columns == column)
            .Select(cell => BitmapFont.Width(cell.Label, _textScale)).DefaultIfEmpty(0).Max();

    private void Draw(
        RgbImage sheet, (RgbImage? Picture, string Label) cell, int left, int top, int width, int height)
    {
        if (cell.Picture is { } picture)
            Paste(picture, sheet, left + (width - picture.Width) / 2, top + (height - picture.Height) / 2);
        string label = BitmapFont.Fit(cell.Label, width, _textScale);
        int indent = (width - BitmapFont.Width(label, _textScale)) / 2;
        BitmapFont.Draw(sheet, label, left + indent, top + height + 2 * _textScale, _textScale, Ink);
    }

    private static void Paste(RgbImage picture, RgbImage sheet, int left, int top)
    {
        for (int row = 0; row < RgbImage.Channels * picture.Height; row++)
        {
            int channel = row / picture.Height, y = row % picture.Height;
            picture.Data.AsSpan(row * picture.Width, picture.Width)
                .CopyTo(sheet.Data.AsSpan((channel * sheet.Height + top + y) * sheet.Width + left, picture.Width));
        }
    }
}
