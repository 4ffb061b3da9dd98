using IlgpuStyle.Backends;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// The positions at which a loss reads a map: one at random in each cell of a grid of at most so many cells; all where there are no more.
/// The same at every run; <see cref="Renew"/> takes the next draw.
/// </summary>
internal sealed class SampledPositions : IRenewed, IDisposable
{
    private readonly IBackend _backend;
    private readonly TensorShape _map;
    private readonly int _most;
    private int _draw;

    /// <summary>The first draw.</summary>
    /// <param name="backend">Where the map lies.</param>
    /// <param name="map">Its shape.</param>
    /// <param name="most">At most so many positions, at least 1.</param>
    public SampledPositions(IBackend backend, TensorShape map, int most)
    {
        _backend = backend;
        _map = map;
        _most = most;
        float[] numbers = Of(map, most, 0);
        Tensor = backend.Allocate("sampled positions", new TensorShape(1, 1, numbers.Length), TensorRole.Statistic);
        backend.Upload(numbers, Tensor);
    }

    /// <summary>(1, 1, N): numbers of positions, H·W of them row by row.</summary>
    public Tensor Tensor { get; }

    /// <summary>N.</summary>
    public int Count => Tensor.Shape.Width;

    /// <summary>Which positions a draw takes, ascending by cells.</summary>
    public static float[] Of(TensorShape map, int most, int draw)
    {
        int rows = Math.Clamp((int)Math.Round(Math.Sqrt((double)most * map.Height / map.Width)), 1, Math.Min(map.Height, most));
        int columns = Math.Min(map.Width, most / rows);
        rows = Math.Min(map.Height, most / columns);
        Random random = new(draw);
        float[] numbers = new float[rows * columns];
        for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
        {
            int y = random.Next(i * map.Height / rows, (i + 1) * map.Height / rows);
            int x = random.Next(j * map.Width / columns, (j + 1) * map.Width / columns);
            numbers[i * columns + j] = y * map.Width + x;
        }

        return numbers;
    }

    /// <inheritdoc/>
    public bool Renew()
    {
        if (Count == _map.Positions)
            return false;
        _backend.Upload(Of(_map, _most, ++_draw), Tensor);
        return true;
    }

    /// <inheritdoc/>
    public void Save(StateWriter state) => state.Write("draw", _draw);

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _draw = state.ReadInteger("draw", 0, int.MaxValue);
        _backend.Upload(Of(_map, _most, _draw), Tensor);
    }

    /// <inheritdoc/>
    public void Dispose() => Tensor.Dispose();
}
