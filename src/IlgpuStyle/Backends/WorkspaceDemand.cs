using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// The operators of a run as far as they need scratch memory: what <see cref="IDeviceMemory.WorkspaceBytes"/> is
/// asked about.
/// </summary>
/// <param name="Convolutions">
/// Every convolution that runs, with the shape of its input; forward and backward.
/// </param>
/// <param name="Grams">The shape of every feature map whose Gram matrix is taken.</param>
/// <param name="Vectors">The largest shape that the optimiser combines and measures.</param>
internal sealed record WorkspaceDemand(
    IReadOnlyCollection<(ConvolutionGeometry Geometry, TensorShape Input)> Convolutions,
    IReadOnlyCollection<TensorShape> Grams,
    TensorShape Vectors)
{
    /// <summary>
    /// Those of <see cref="Convolutions"/> whose backward runs too (a painting is only read forward); null:
    /// all.
    /// </summary>
    public IReadOnlySet<(ConvolutionGeometry Geometry, TensorShape Input)>? Backward { get; init; }

    /// <summary>The shape of every feature map whose positions are matched with candidates.</summary>
    public IReadOnlyCollection<TensorShape> Matched { get; init; } = [];

    /// <summary>The shape of every tensor whose values are ranked.</summary>
    public IReadOnlyCollection<TensorShape> Ranked { get; init; } = [];
}
