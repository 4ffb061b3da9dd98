namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// How a pooling window hands its gradient back to its pixels, through the ReLU too: none to a pixel whose ReLU is shut. A window that has
/// no output has the gradient 0.
/// </summary>
internal interface IPooledGradient
{
    /// <summary>The four pixels' gradients.</summary>
    /// <param name="gradient">∂L/∂pooled.</param>
    /// <param name="pixels">The ReLU's output, not positive where there is no pixel.</param>
    /// <param name="share">1 / (pixels inside).</param>
    Float4 Distribute(float gradient, Float4 pixels, float share);

    /// <summary>One pixel's gradient.</summary>
    /// <param name="gradient">∂L/∂pooled.</param>
    /// <param name="reluOutput">The ReLU's output, (C, IH, IW).</param>
    /// <param name="pixel">Where in it the pixel lies.</param>
    /// <param name="slot">The pixel's place in its window.</param>
    float DistributeTo<TStorage>(float gradient, FeatureView reluOutput, int pixel, HaloSlot slot)
        where TStorage : struct, IFeatureStorage;
}
