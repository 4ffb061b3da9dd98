namespace IlgpuStyle.Backends;

/// <summary>
/// One convolution's frozen weights and bias in whatever form a backend computes best with (packed,
/// transposed, Winograd-transformed). Made once per layer by <see cref="INetworkOperators.PrepareConvolution"/>;
/// serves every input size, forward and backward.
/// </summary>
internal abstract class PreparedConvolution : IDisposable
{
    /// <summary>Makes the handle; only backends do.</summary>
    protected PreparedConvolution(ConvolutionGeometry geometry) => Geometry = geometry;

    /// <summary>The convolution's shape.</summary>
    public ConvolutionGeometry Geometry { get; }

    /// <summary>Gives the storage back.</summary>
    public abstract void Dispose();
}
