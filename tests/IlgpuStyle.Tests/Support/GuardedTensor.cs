using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Support;

/// <summary>
/// A tensor between two guard bands of its own size, in storage whose previous tenant left NaN everywhere. What an
/// operator writes outside its tensor changes a guard; what it fails to write, or reads from the padding of a private layout,
/// is NaN.
/// </summary>
internal sealed class GuardedTensor : IDisposable
{
    private readonly IBackend _backend;
    private readonly TensorArena _arena;
    private readonly float[] _guard;

    public GuardedTensor(IBackend backend, string name, TensorShape shape)
    {
        _backend = backend;
        // Requests of one size that live together lie side by side in order; the tenant of step 0 lies below all three.
        long elements = 3 * backend.StorageBytes(shape) / sizeof(float);
        TensorShape everything = new(64, 1, checked((int)(elements / 64) + 1));
        _arena = backend.AllocateArena(
        [
            new TensorRequest("previous tenant", everything, 0, 0, TensorRole.FeatureMap),
            new TensorRequest("guard before " + name, shape, 1, 1, TensorRole.FeatureMap),
            new TensorRequest(name, shape, 1, 1, TensorRole.FeatureMap),
            new TensorRequest("guard after " + name, shape, 1, 1, TensorRole.FeatureMap),
        ]);
        _guard = RandomData.Normal(shape, seed: 4711);
        Soil();
    }

    /// <summary>The tensor between the guards.</summary>
    public Tensor Tensor => _arena.Tensors[2];

    private Tensor Before => _arena.Tensors[1];

    private Tensor After => _arena.Tensors[3];

    /// <summary>
    /// Fills all storage with NaN, padding included, and restores the guards. The tensor itself is not touched: an operator that
    /// writes it would clean the padding of a private layout.
    /// </summary>
    public void Soil()
    {
        _backend.Fill(_arena.Tensors[0], float.NaN);
        _backend.Upload(_guard, Before);
        _backend.Upload(_guard, After);
    }

    /// <summary>Fails if either guard has changed by a single bit.</summary>
    public void AssertGuardsIntact()
    {
        foreach (Tensor band in new[] { Before, After })
        {
            float[] found = new float[_guard.Length];
            _backend.Download(band, found);
            ErrorMeasure.AssertSameBits($"{_backend.Name}: {band.Name}", _guard, found);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();
}
