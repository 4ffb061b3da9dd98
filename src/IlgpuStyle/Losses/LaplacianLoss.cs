using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// weight · mean_p (L(x)_p − L(c)_p)²: x the result and c the photo, RGB in [0, 1]; L means over squares of pixels, then the discrete
/// Laplacian (4 at the centre, −1 at its direct neighbours), summed over the channels (Li, Xu, Nie &amp; Chua 2017, Laplacian-Steered
/// Neural Style Transfer, section 3.1). Edges and lines stay where the photo has them, whatever their colours are.
/// </summary>
/// <remarks>
/// The paper sums over squares that lie side by side, which leaves their grid in the picture; here they overlap, a quarter of their side
/// apart. The border's pixels are repeated, so that flat pictures have no Laplacian there either.
/// </remarks>
internal sealed class LaplacianLoss : IPictureLoss
{
    private const int Channels = 3;

    private readonly IBackend _backend;
    private readonly PreparedConvolution _laplacian;
    private readonly double _factor;
    private readonly Tensor _edges;
    private readonly Tensor _target;
    private readonly Tensor _gradEdges;
    private readonly Tensor _gradient;

    /// <summary>Takes the photo's Laplacian.</summary>
    /// <param name="network">How pictures lie on the backend.</param>
    /// <param name="preset">Weight and side of the squares.</param>
    /// <param name="content">At the result's size.</param>
    /// <exception cref="InputException">The picture is smaller than a square.</exception>
    public LaplacianLoss(PreparedNetwork network, LossPreset preset, RgbImage content)
    {
        _backend = network.Backend;
        TensorShape image = content.Shape;
        int side = preset.LaplacianPool;
        if (image.Height < side || image.Width < side)
            throw new InputException(
                $"a picture of {content.Size} pixels has no squares of {side}×{side} for its Laplacian: take smaller squares.");
        int kernel = 3 * side;
        ConvolutionGeometry geometry = new(
            Channels, 1, kernel, Stride: Math.Max(1, side / 4), Padding: (kernel - 1) / 2, PaddingMode: PaddingMode.Replicate);
        float[] ofChannel = OfMeans(side);
        _laplacian = _backend.PrepareConvolution(geometry, [.. ofChannel, .. ofChannel, .. ofChannel], new float[1]);
        TensorShape edges = geometry.OutputShape(image);
        _edges = _backend.Allocate("Laplacian", edges, TensorRole.Working);
        _target = _backend.Allocate("Laplacian of the photo", edges, TensorRole.ContentTarget);
        _gradEdges = _backend.Allocate("gradient of the Laplacian", edges, TensorRole.Working);
        _gradient = _backend.Allocate("gradient by the Laplacian", image, TensorRole.Vector);
        // Differences of the image are Unit times the picture's.
        double unit = network.Normalization.Unit;
        _factor = preset.LaplacianWeight / (edges.Length * unit * unit);
        network.Normalization.Upload(_backend, content.Data, _gradient);
        _backend.ConvolutionForward(_laplacian, _gradient, _target, relu: false);
        _backend.Synchronize();
    }

    /// <inheritdoc/>
    public int Slots => 1;

    /// <inheritdoc/>
    public LossTerm Term(ReadOnlySpan<double> slots) => new(LossTermKind.Laplacian, "", slots[0]);

    /// <inheritdoc/>
    public void EvaluateAndAccumulate(Tensor image, ScalarBuffer results, int slot, Tensor gradImage)
    {
        _backend.ConvolutionForward(_laplacian, image, _edges, relu: false);
        _backend.Fill(_gradEdges, 0);
        _backend.SquaredDistanceAccumulate(_edges, _target, _factor, results, slot, _gradEdges);
        _backend.ConvolutionBackwardInput(_laplacian, _gradEdges, null, _gradient);
        _backend.LinearCombination([1, 1], [gradImage, _gradient], gradImage);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _laplacian.Dispose();
        foreach (Tensor tensor in (ReadOnlySpan<Tensor>)[_edges, _target, _gradEdges, _gradient])
            tensor.Dispose();
    }

    /// <summary>The Laplacian of the means of nine squares, as one filter of three squares by three.</summary>
    private static float[] OfMeans(int side)
    {
        ReadOnlySpan<int> laplacian = [0, -1, 0, -1, 4, -1, 0, -1, 0];
        float[] filter = new float[9 * side * side];
        for (int y = 0; y < 3 * side; y++)
        for (int x = 0; x < 3 * side; x++)
            filter[3 * side * y + x] = (float)laplacian[3 * (y / side) + x / side] / (side * side);
        return filter;
    }
}
