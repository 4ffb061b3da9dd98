using IlgpuStyle.Backends;
using IlgpuStyle.Backends.Scratch;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// The layers' part of an evaluation on one device, or on all that share the picture's tiles. Those meet on the host: the picture, its
/// gradient and the maps between segments are there, each device's tiles come and go.
/// </summary>
internal sealed class ObjectiveShares : IDisposable
{
    private readonly TileTeam _team;
    private readonly List<ObjectiveShare> _shares = [];
    private readonly List<ScratchBackend> _faces = [];
    private readonly ScratchBackend? _host;

    /// <summary>Allocates everything.</summary>
    /// <param name="network">The packed weights; outlive this object.</param>
    /// <param name="preset">The formula.</param>
    /// <param name="targets">Taken over.</param>
    /// <param name="image">(3, H, W) of the optimised picture.</param>
    /// <param name="tiles">How to cut the evaluation; null keeps all activations, on the first device.</param>
    /// <param name="furtherSlots">Slots of the first device's results that others write.</param>
    /// <exception cref="InputException">The picture is too small for the network.</exception>
    public ObjectiveShares(
        PreparedNetwork network, LossPreset preset, TransferTargets targets, TensorShape image, TilePlan? tiles, int furtherSlots)
    {
        bool isDealt = network.Backend.Devices > 1 && tiles is not null && tiles.Cuts(image.Width, image.Height);
        // In a rehearsal the others are not there.
        _team = new TileTeam(isDealt ? network.Backend.Devices : 1, isRehearsal: network.Others.Count == 0);
        PreparedNetwork first = network;
        if (isDealt)
        {
            _host = network.Backend as ScratchBackend ?? NewFace(network.Backend);
            first = network.On(_host);
        }

        IFeatureNetwork Features(PreparedNetwork on, int member) => FeatureNetworkFactory.Create(
            on, image, preset.Layers, withBackward: true, tiles, new TileMember(_team, member));
        IFeatureNetwork features = Features(first, 0);
        for (int i = 1; isDealt && i <= network.Others.Count; i++)
        {
            PreparedNetwork other = network.Others[i - 1];
            PreparedNetwork face = other.On(NewFace(other.Backend));
            IFeatureNetwork dealt = Features(face, i);
            _shares.Add(new ObjectiveShare(
                face, dealt, preset, targets.DealTo(network.Backend, other.Backend, preset, dealt)));
        }

        if (isDealt)
            targets.Keep(preset, features);
        _shares.Insert(0, new ObjectiveShare(network, features, preset, targets, furtherSlots));
    }

    /// <summary>The first device's.</summary>
    public ObjectiveShare First => _shares[0];

    /// <summary>Memory of activations and gradients on all devices, in bytes.</summary>
    public long NetworkBytes => _shares.Sum(share => share.NetworkBytes);

    /// <summary>Forward, losses, backward on every device.</summary>
    /// <param name="image">(3, H, W), RGB in [0, 1], on the first device or the host.</param>
    /// <param name="gradImage">(3, H, W), there too, overwritten.</param>
    public void Evaluate(Tensor image, Tensor gradImage)
    {
        if (_host is null)
            First.Evaluate(image, gradImage);
        else
            EvaluateTogether(_host, image, gradImage);
    }

    /// <summary>Brings the values of all devices together in the first one's.</summary>
    public void Fetch()
    {
        First.Fetch();
        for (int i = 1; i < _shares.Count; i++)
            First.Join(_shares[i]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ObjectiveShare share in _shares)
            share.Dispose();
        _team.Dispose();
        foreach (ScratchBackend face in _faces)
            face.Dispose();
    }

    private void EvaluateTogether(ScratchBackend host, Tensor image, Tensor gradImage)
    {
        Tensor shared = OnHost("picture", image), gradient = OnHost("gradient", gradImage);
        if (shared != image)
            host.Copy(image, shared);
        _team.Run(member =>
        {
            _shares[member].Evaluate(shared, gradient);
            if (member > 0)
                _shares[member].Fetch();
        });
        if (gradient != gradImage)
            host.Copy(gradient, gradImage);
    }

    private ScratchBackend NewFace(IBackend device)
    {
        ScratchBackend face = new(device, folder: null);
        _faces.Add(face);
        return face;
    }

    private Tensor OnHost(string name, Tensor tensor) => tensor is ScratchTensor
        ? tensor
        : _team.Shared(name, () => _host!.Allocate(name, tensor.Shape, TensorRole.Vector));
}
