using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// Statistics of a feature map that comes in pieces: the moment m = κ · Σ_p T_p² f_p f_pᵀ, (1, C, C), and,
/// where wanted, the mean μ = Σ_p T_p² f_p, (C, 1, 1), with Σ T² = 1: T_p = 1/√M without a mask. Each is
/// linear in the pieces, and so is its gradient: ∂L/∂f_p = T_p² · (2κ · ∂L/∂m · f_p + ∂L/∂μ) for symmetric
/// ∂L/∂m.
/// </summary>
internal sealed class FeatureStatistics : IDisposable
{
    private static readonly double[] s_sum = [1, 1];

    private readonly IBackend _backend;
    private readonly double _scale;
    private readonly double _positionWeight;
    private readonly LayerMask? _mask;
    private readonly PieceBuffers _masked;
    private readonly PieceBuffers _gradients;
    private readonly Tensor[] _moments;
    private readonly Tensor[] _means;
    private readonly int _pieces;
    private readonly TileSum? _momentSum;
    private readonly TileSum? _meanSum;
    private float[] _values = [];
    private bool _isEmpty = true;

    /// <summary>Allocates the sums, and a second set if there are several pieces.</summary>
    /// <param name="backend">Where the features lie.</param>
    /// <param name="name">What they are statistics of, for messages.</param>
    /// <param name="features">Shape of the whole map.</param>
    /// <param name="pieces">How many pieces it comes in.</param>
    /// <param name="scale">κ.</param>
    /// <param name="withMean">Whether μ is wanted.</param>
    /// <param name="mask">T; null for all positions alike. Owned by this object from now on.</param>
    /// <param name="member">Whose pieces are added here, if there are others'; null: all.</param>
    public FeatureStatistics(
        IBackend backend, string name, TensorShape features, int pieces, double scale, bool withMean, LayerMask? mask = null,
        TileMember? member = null)
    {
        _pieces = pieces;
        _momentSum = pieces > 1 ? member?.NextSum() : null;
        _meanSum = pieces > 1 && withMean ? member?.NextSum() : null;
        _backend = backend;
        _positionWeight = mask is null ? 1.0 / features.Positions : 1;
        _scale = scale * _positionWeight;
        _mask = mask;
        _masked = new PieceBuffers(backend, $"{name}, masked");
        _gradients = new PieceBuffers(backend, $"{name}, gradient of masked");
        int sets = pieces > 1 ? 2 : 1;
        _moments = [.. Enumerable.Range(0, sets).Select(
            _ => backend.Allocate(name, TensorShape.Matrix(features.Channels), TensorRole.Statistic))];
        _means = withMean
            ? [.. Enumerable.Range(0, sets).Select(
                _ => backend.Allocate($"{name}, mean", new TensorShape(features.Channels, 1, 1), TensorRole.Statistic))]
            : [];
    }

    /// <summary>m of the pieces since <see cref="Begin"/>.</summary>
    public Tensor Moment => _moments[0];

    /// <summary>μ of the pieces since <see cref="Begin"/>; null if it was not wanted.</summary>
    public Tensor? Mean => _means.Length > 0 ? _means[0] : null;

    /// <summary>Starts new sums.</summary>
    public void Begin() => _isEmpty = true;

    /// <summary>Adds a piece (C, h, w).</summary>
    public void Add(Tensor features, FeatureWindow window)
    {
        int set = _isEmpty && _momentSum is null ? 0 : 1;
        if (_mask is null)
            _backend.GramForward(features, _scale, _moments[set], Mean is null ? null : new(_means[set], _positionWeight));
        else
            AddMasked(features, _mask.Of(window, features.Shape), set);
        if (_momentSum is not null)
        {
            HandOver(_moments[1], window, _momentSum);
            if (Mean is not null)
                HandOver(_means[1], window, _meanSum!);
        }
        else if (!_isEmpty)
        {
            _backend.LinearCombination(s_sum, _moments, Moment);
            if (Mean is not null)
                _backend.LinearCombination(s_sum, _means, Mean);
        }

        _isEmpty = false;
    }

    /// <summary>All pieces have been added: those of other devices too are in the sums from here on.</summary>
    public void Complete()
    {
        if (_momentSum is not null)
            _backend.Upload(_momentSum.Values(_pieces), Moment);
        if (_meanSum is not null)
            _backend.Upload(_meanSum.Values(_pieces), Mean!);
    }

    /// <summary>gradFeatures += ∂L/∂f of one piece.</summary>
    /// <param name="features">The piece's features, as they were added.</param>
    /// <param name="window">Which piece.</param>
    /// <param name="gradMoment">∂L/∂m / momentScale, symmetric.</param>
    /// <param name="momentScale">What it is to be multiplied with.</param>
    /// <param name="gradMean">∂L/∂μ, or null for none.</param>
    /// <param name="gradFeatures">Added to.</param>
    public void AccumulateGradient(
        Tensor features, FeatureWindow window, Tensor gradMoment, double momentScale, Tensor? gradMean, Tensor gradFeatures)
    {
        if (_mask is null)
        {
            _backend.GramBackwardAccumulate(
                gradMoment, features, 2 * _scale * momentScale, gradFeatures,
                gradMean is null ? null : new(gradMean, _positionWeight));
            return;
        }

        Tensor mask = _mask.Of(window, features.Shape);
        Tensor masked = _masked.Of(features.Shape), gradient = _gradients.Of(features.Shape);
        _backend.MaskMultiply(features, mask, masked);
        _backend.Fill(gradient, 0);
        if (gradMean is not null)
        {
            _backend.ChannelAccumulate(gradMean, _positionWeight, gradient);
            _backend.MaskMultiply(gradient, mask, gradient);
        }

        _backend.GramBackwardAccumulate(gradMoment, masked, 2 * _scale * momentScale, gradient);
        _backend.MaskMultiplyAccumulate(gradient, mask, 1, gradFeatures);
    }

    /// <summary>Hands the sums over and frees the rest.</summary>
    public StyleTarget Take()
    {
        foreach (Tensor second in _moments.Skip(1).Concat(_means.Skip(1)))
            second.Dispose();
        DisposeScratch();
        return new StyleTarget(Moment, Mean);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _moments.Concat(_means))
            tensor.Dispose();
        DisposeScratch();
    }

    private void AddMasked(Tensor features, Tensor mask, int set)
    {
        Tensor masked = _masked.Of(features.Shape);
        _backend.MaskMultiply(features, mask, masked);
        _backend.GramForward(masked, _scale, _moments[set]);
        if (Mean is null)
            return;
        _backend.MaskMultiply(masked, mask, masked);
        _backend.ChannelSums(masked, _positionWeight, _means[set]);
    }

    private void HandOver(Tensor statistic, FeatureWindow window, TileSum sum)
    {
        int length = (int)statistic.Shape.Length;
        if (_values.Length < length)
            _values = new float[length];
        _backend.Download(statistic, _values.AsSpan(0, length));
        sum.Add(window.Index, _values.AsSpan(0, length));
    }

    private void DisposeScratch()
    {
        _masked.Dispose();
        _gradients.Dispose();
        _mask?.Dispose();
    }
}
