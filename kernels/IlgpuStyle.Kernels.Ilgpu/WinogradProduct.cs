namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// The numbers of 36 matrix products, one a point: products[point][m][t] = Σ_k U[point'](k, m) · V[point][k][t]. U is stored once
/// for both directions as [point][ic][oc] (<see cref="WinogradWeights"/>): the forward sums over its rows, the backward
/// over its columns and at the reciprocal points (<see cref="WinogradLine.Reciprocal"/>).
/// </summary>
internal readonly struct WinogradProduct
{
    /// <summary>Terms of a sum: channels of the input.</summary>
    public readonly int K;

    /// <summary>Rows of a product: channels of the output, filled up to whole tiles.</summary>
    public readonly int Rows;

    /// <summary>Columns of a product, filled up.</summary>
    public readonly int Pitch;

    /// <summary>The last term of a sum.</summary>
    public readonly int Last;

    /// <summary>Ranges of terms, each summed into products of its own.</summary>
    public readonly int Splits;

    /// <summary>Terms of a range, whole stages.</summary>
    public readonly int SplitTerms;

    /// <summary>Columns of U: the layer's output channels, filled up.</summary>
    public readonly int WeightPitch;

    /// <summary>Elements of U from point to point.</summary>
    public readonly int WeightPlane;

    /// <summary>Quads of U from a stage of the tiled product to the next.</summary>
    public readonly int WeightStep;

    /// <summary>1 for the backward.</summary>
    public readonly int Transposed;

    /// <summary>Describes the products of one batch.</summary>
    /// <param name="e">The convolution.</param>
    /// <param name="plan">How it is cut.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="transposed">Whether it is the backward of a layer, whose U has the roles of the channels exchanged.</param>
    public WinogradProduct(ConvolutionExtents e, WinogradPlan plan, WinogradBatch batch, bool transposed)
    {
        (K, Last, Pitch, Transposed) = (e.IC, e.IC - 1, batch.Pitch, transposed ? 1 : 0);
        (Splits, SplitTerms) = (plan.Splits, plan.SplitTerms);
        int inputs = WinogradWeights.Filled(e.IC);
        Rows = WinogradWeights.Filled(e.OC);
        WeightPitch = transposed ? inputs : Rows;
        WeightPlane = inputs * Rows;
        WeightStep = WinogradTiledKernels.StageRows / 4 * (transposed ? 1 : WeightPitch);
    }

    /// <summary>Groups of the tiled kernel for one range of terms.</summary>
    public int Tiles =>
        WinogradWeights.Points * (Rows / ConvolutionPacking.TileChannels) * (Pitch / WinogradTiledKernels.TileColumns);

    /// <summary>Where the weights of a point begin in U.</summary>
    public int PlaneOf(int point)
    {
        int row = point / WinogradLine.Points, column = point % WinogradLine.Points;
        if (Transposed != 0)
        {
            row = WinogradLine.Reciprocal(row);
            column = WinogradLine.Reciprocal(column);
        }

        return (row * WinogradLine.Points + column) * WeightPlane;
    }
}
