namespace IlgpuStyle.Network;

/// <summary>
/// Which piece of a layer's feature map a network hands out. The pieces of a layer are rectangles that cover
/// its map without overlap; a network that holds whole maps has one.
/// </summary>
/// <param name="Index">
/// Number of the piece, from 0; the same piece of the same layer always has the same number.
/// </param>
/// <param name="Top">First row of the piece in the whole map.</param>
/// <param name="Left">First column of the piece in the whole map.</param>
internal readonly record struct FeatureWindow(int Index, int Top, int Left);
