using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>ReLU on its own; the network's are fused into the convolutions. Elementwise over dense (C, H, W),
/// grid stride, no barriers.</summary>
internal static class ReluKernels
{
    /// <summary>output[i] = max(0, input[i]), NaN kept; = ; may be in place. 8 bytes an element.</summary>
    public static void Forward(FeatureView input, FeatureView output, int length)
    {
        for (int i = GridStride.First; i < length; i += GridStride.Step)
            output[i] = Activate(input[i]);
    }

    /// <summary>
    /// gradInput[i] = gradOutput[i] where output[i] &gt; 0, else 0; = ; may be in place. Forward: output =
    /// max(0, input), so ∂output/∂input = 1 where output &gt; 0; at 0 the subgradient 0 is taken. 12 bytes an
    /// element.
    /// </summary>
    public static void Backward(
        FeatureView output, ArrayView<float> gradOutput, ArrayView<float> gradInput, int length)
    {
        for (int i = GridStride.First; i < length; i += GridStride.Step)
            gradInput[i] = output[i] > 0f ? gradOutput[i] : 0f;
    }

    /// <summary>max(0, x) that lets NaN through.</summary>
    public static float Activate(float x) => x < 0f ? 0f : x;
}
