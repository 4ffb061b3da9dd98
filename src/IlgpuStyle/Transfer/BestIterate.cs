using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Transfer;

/// <summary>
/// The iterate with the lowest loss so far, for optimisers whose loss also rises.
/// <para>State for a checkpoint: <see cref="Picture"/>, <see cref="Loss"/> and <see cref="Terms"/>.</para>
/// </summary>
internal sealed class BestIterate : IDisposable
{
    private readonly IBackend _backend;

    /// <summary>Nothing yet.</summary>
    public BestIterate(IBackend backend, TensorShape shape)
    {
        _backend = backend;
        Picture = backend.Allocate("best picture", shape);
    }

    /// <summary>The picture; meaningless while <see cref="Loss"/> is infinite.</summary>
    public Tensor Picture { get; }

    /// <summary>Its loss.</summary>
    public double Loss { get; set; } = double.PositiveInfinity;

    /// <summary>Its terms.</summary>
    public LossReport Terms { get; set; } = new([]);

    /// <summary>Keeps x if its loss is the lowest.</summary>
    public void Offer(Tensor x, double loss, LossReport terms)
    {
        if (!(loss < Loss))
            return;
        _backend.Copy(x, Picture);
        (Loss, Terms) = (loss, terms);
    }

    /// <inheritdoc/>
    public void Dispose() => Picture.Dispose();
}
