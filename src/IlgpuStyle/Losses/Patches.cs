using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// Feature vectors of side×side neighbouring positions, joined to one (Li &amp; Wand 2016, Combining Markov Random Fields and Convolutional
/// Neural Networks for Image Synthesis, section 3.1). A patch that would reach over the border does not exist.
/// </summary>
internal sealed class Patches : IDisposable
{
    private readonly IBackend _backend;
    private readonly PieceBuffers _scratch;
    private readonly TensorShape _columns;
    private readonly int _side;

    /// <summary>Plans; scratch memory comes with the first use.</summary>
    /// <param name="backend">Where the vectors lie.</param>
    /// <param name="columns">(C, h, w) of the single positions.</param>
    /// <param name="side">Positions along one side.</param>
    /// <exception cref="InputException">There are fewer rows or columns.</exception>
    public Patches(IBackend backend, TensorShape columns, int side)
    {
        if (columns.Height < side || columns.Width < side)
            throw new InputException(
                $"{columns.Width}×{columns.Height} feature vectors have no patches of {side}×{side}: take a larger size, or smaller "
                    + "patches.");
        _backend = backend;
        _scratch = new PieceBuffers(backend, "shifted feature vectors");
        _columns = columns;
        _side = side;
        Shape = new TensorShape(columns.Channels * side * side, columns.Height - side + 1, columns.Width - side + 1);
    }

    /// <summary>(side²·C, h − side + 1, w − side + 1).</summary>
    public TensorShape Shape { get; }

    /// <summary>patches[i·C + c, h, w] = columns[c, h + ⌊i/side⌋, w + i mod side].</summary>
    public void Gather(Tensor columns, Tensor patches)
    {
        Tensor shifted = Shifted();
        for (int i = 0; i < _side * _side; i++)
        {
            _backend.CopyWindow(columns, shifted, new(i / _side, i % _side, 0, 0, Shape.Height, Shape.Width));
            _backend.CopyChannels(shifted, 0, patches, i * _columns.Channels, _columns.Channels);
        }
    }

    /// <summary>gradColumns += the adjoint of <see cref="Gather"/>.</summary>
    public void ScatterAccumulate(Tensor gradPatches, Tensor gradColumns)
    {
        Tensor shifted = Shifted();
        for (int i = 0; i < _side * _side; i++)
        {
            _backend.CopyChannels(gradPatches, i * _columns.Channels, shifted, 0, _columns.Channels);
            _backend.AccumulateWindow(shifted, gradColumns, new(0, 0, i / _side, i % _side, Shape.Height, Shape.Width));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();

    private Tensor Shifted() => _scratch.Of(Shape with { Channels = _columns.Channels });
}
