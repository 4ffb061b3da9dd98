using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// What one device does of an evaluation: forward, losses and backward of its tiles, or of the whole picture where it is the only one.
/// Every device has all losses, so that each can say what the gradient of its pieces is; sums over pieces are those of all devices.
/// </summary>
internal sealed class ObjectiveShare : IDisposable
{
    private readonly IBackend _backend;
    private readonly IFeatureNetwork _network;
    private readonly ILayerLoss[] _losses;
    private readonly int[] _slots;
    private readonly double[] _values;
    private readonly FeatureVisitor _visitor;
    private readonly FeatureGradient _contribution;

    // Terms whose gradient's norm takes a pass of its own, and the tiles of the passes before the current
    // one.
    private readonly bool _measures;
    private readonly FeatureVisitor _measure;
    private int _tilesBefore;

    /// <summary>Allocates what the losses need.</summary>
    /// <param name="network">The packed weights on this device.</param>
    /// <param name="features">The network at the picture's size; owned by this object from now on.</param>
    /// <param name="preset">The formula.</param>
    /// <param name="targets">Taken over.</param>
    /// <param name="furtherSlots">Slots of results that others write.</param>
    public ObjectiveShare(
        PreparedNetwork network, IFeatureNetwork features, LossPreset preset, TransferTargets targets, int furtherSlots = 0)
    {
        _backend = network.Backend;
        _network = features;
        _losses = [.. ObjectiveTerms.Of(network, features, preset, targets)];
        _slots = [.. _losses.Select((_, i) => _losses.Take(i).Sum(loss => loss.Slots))];
        Slots = _losses.Sum(loss => loss.Slots);
        Results = _backend.AllocateScalars(Math.Max(1, Slots + furtherSlots));
        _values = new double[Results.Length];
        _visitor = Accumulate;
        _contribution = AddGradients;
        _measures = _losses.OfType<NormalizedGradientLoss>().Any(loss => loss.IsInPieces);
        _measure = Measure;
    }

    /// <summary>Called after each tile, see <see cref="StyleTransferObjective.OnTile"/>.</summary>
    public Action<int, int>? OnTile
    {
        set
        {
            if (_network is TiledFeatureNetwork tiled)
                tiled.OnTile = value is null
                    ? null
                    : (done, count) => value(
                        done + _tilesBefore, count + (_measures ? count / 2 : 0));
        }
    }

    /// <summary>The losses.</summary>
    public IReadOnlyList<ILayerLoss> Losses => _losses;

    /// <summary>How many slots they have; others' follow.</summary>
    public int Slots { get; }

    /// <summary>Where values go.</summary>
    public ScalarBuffer Results { get; }

    /// <summary>What <see cref="Results"/> held at the last <see cref="Fetch"/>.</summary>
    public double[] Values => _values;

    /// <summary>Memory of activations and gradients, in bytes.</summary>
    public long NetworkBytes => _network.SizeInBytes;

    /// <summary>The slots of a loss among <see cref="Values"/>.</summary>
    public ArraySegment<double> SlotsOf(int loss) => new(_values, _slots[loss], _losses[loss].Slots);

    /// <summary>Forward, losses, backward.</summary>
    /// <param name="image">(3, H, W), RGB in [0, 1].</param>
    /// <param name="gradImage">(3, H, W), overwritten by the first device and added to by all.</param>
    public void Evaluate(Tensor image, Tensor gradImage)
    {
        _tilesBefore = 0;
        foreach (ILayerLoss loss in _losses)
            loss.Begin();
        _network.Forward(image, _visitor);
        for (int i = 0; i < _losses.Length; i++)
        {
            // A map in one piece is the first device's.
            if (_network.Member.IsFirst || _losses[i].Layers.Any(layer => _network.Pieces(layer) > 1))
                _losses[i].Finish(Results, _slots[i]);
        }

        if (_measures)
        {
            _tilesBefore = (_network as TiledFeatureNetwork)?.Tiles ?? 0;
            _network.Forward(image, _measure);
        }

        _network.Backward(image, _contribution, gradImage);
    }

    /// <summary>Brings <see cref="Values"/> from the device, which waits for all its work.</summary>
    public void Fetch() => _backend.Download(Results, _values);

    /// <summary>Takes over what another device's pieces have written.</summary>
    public void Join(ObjectiveShare other)
    {
        for (int i = 0; i < _losses.Length; i++)
        {
            // A slot that a piece elsewhere writes is 0 here.
            for (int slot = _slots[i]; _losses[i].IsSummedOverPieces && slot < _slots[i] + _losses[i].Slots; slot++)
                _values[slot] += other._values[slot];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Results.Dispose();
        foreach (ILayerLoss loss in _losses)
            loss.Dispose();
        _network.Dispose();
    }

    private void Accumulate(string layer, FeatureWindow window, Tensor features)
    {
        for (int i = 0; i < _losses.Length; i++)
        {
            if (_losses[i].Layers.Contains(layer))
                _losses[i].Accumulate(layer, features, window, Results, _slots[i]);
        }
    }

    private void Measure(string layer, FeatureWindow window, Tensor features)
    {
        for (int i = 0; i < _losses.Length; i++)
        {
            if (_losses[i] is NormalizedGradientLoss { IsInPieces: true } loss && loss.Layers.Contains(layer))
                loss.Measure(features, window, Results, _slots[i]);
        }
    }

    private void AddGradients(string layer, FeatureWindow window, Tensor features, Tensor gradFeatures)
    {
        for (int i = 0; i < _losses.Length; i++)
        {
            if (_losses[i].Layers.Contains(layer))
                _losses[i].AccumulateGradient(layer, features, window, gradFeatures, Results, _slots[i]);
        }
    }
}
