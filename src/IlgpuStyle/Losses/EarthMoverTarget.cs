using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>What <see cref="EarthMoverStyleLoss"/> draws to of one painting.</summary>
/// <param name="Units">(C, 1, M): its feature vectors at sampled positions, of length 1.</param>
/// <param name="Mean">(C, 1, 1), of all positions.</param>
/// <param name="Covariance">(1, C, C), of all positions.</param>
/// <param name="Numbers">(1, 1, M): 0, 1, 2 ….</param>
/// <param name="MeanSize">Σ |mean|, or 1 where that is 0.</param>
/// <param name="CovarianceSize">Σ |covariance|, or 1 where that is 0.</param>
/// <param name="Share">The painting's share of the style term; all shares add up to 1.</param>
/// <param name="Part">Which painting it is, for reports; empty if it is the only one.</param>
internal sealed record EarthMoverTarget(
    Tensor Units, Tensor Mean, Tensor Covariance, Tensor Numbers, double MeanSize, double CovarianceSize, double Share,
    string Part) : IDisposable
{
    /// <summary>Reads a painting.</summary>
    /// <param name="backend">Where the columns lie.</param>
    /// <param name="columns">(C, h, w): its hypercolumns; centred here.</param>
    /// <param name="most">Sampled positions at most.</param>
    /// <param name="share">See there.</param>
    /// <param name="part">See there.</param>
    public static EarthMoverTarget Of(IBackend backend, Tensor columns, int most, double share, string part)
    {
        TensorShape shape = columns.Shape;
        using SampledPositions positions = new(backend, shape, most);
        TensorShape plane = new(1, 1, positions.Count);
        Tensor units = backend.Allocate("sampled vectors of a painting", plane with { Channels = shape.Channels }, TensorRole.Statistic);
        backend.GatherPositions(columns, positions.Tensor, units);
        backend.NormalizePositions(units, units);
        Tensor mean = backend.Allocate("mean of a painting's features", new TensorShape(shape.Channels, 1, 1), TensorRole.Statistic);
        Tensor covariance = backend.Allocate(
            "covariance of a painting's features", TensorShape.Matrix(shape.Channels), TensorRole.Statistic);
        backend.ChannelSums(columns, 1.0 / shape.Positions, mean);
        backend.ChannelAccumulate(mean, -1, columns);
        backend.GramForward(columns, 1.0 / shape.Positions, covariance);
        Tensor numbers = backend.Allocate("numbers of samples", plane, TensorRole.Statistic);
        backend.Upload([.. Enumerable.Range(0, plane.Width).Select(i => (float)i)], numbers);
        return new EarthMoverTarget(units, mean, covariance, numbers, Size(backend, mean), Size(backend, covariance), share, part);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Units.Dispose();
        Mean.Dispose();
        Covariance.Dispose();
        Numbers.Dispose();
    }

    private static double Size(IBackend backend, Tensor statistic) => backend.SumAbsolute(statistic) is > 0 and var sum ? sum : 1;
}
