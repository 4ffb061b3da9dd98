using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Image;

/// <summary>
/// Weights (OC, C, 3, 3) of a picture's convolution, packed for its backward: (groups of 3 channels, output
/// blocks, row, tap, channel, 16 output channels), kernels reversed in both directions.
/// </summary>
internal sealed unsafe class ImageWeights : IDisposable
{
    private const int Kernel = 3;
    private const int ChannelsPerGroup = 3;

    private readonly NativeBlock _block;

    /// <summary>Packs weights (OC, C, 3, 3), the taps reversed.</summary>
    public ImageWeights(ConvolutionGeometry geometry, ReadOnlySpan<float> weights, MemoryAccount account)
    {
        int channels = geometry.InputChannels, groups = (channels + ChannelsPerGroup - 1) / ChannelsPerGroup;
        int blocks = (geometry.OutputChannels + TensorLayout.Block - 1) / TensorLayout.Block;
        int blockLength = Kernel * Kernel * ChannelsPerGroup * TensorLayout.Block;
        _block = new NativeBlock(account, (long)groups * blocks * blockLength * sizeof(float));
        for (int oc = 0; oc < geometry.OutputChannels; oc++)
        {
            for (int c = 0; c < channels; c++)
            {
                float* target = Pointer
                    + ((long)(c / ChannelsPerGroup) * blocks + oc / TensorLayout.Block) * blockLength;
                for (int tap = 0; tap < Kernel * Kernel; tap++)
                {
                    int row = tap * ChannelsPerGroup + c % ChannelsPerGroup;
                    target[row * TensorLayout.Block + oc % TensorLayout.Block] =
                        weights[(oc * channels + c) * Kernel * Kernel + Kernel * Kernel - 1 - tap];
                }
            }
        }
    }

    /// <summary>First element.</summary>
    public float* Pointer => (float*)_block.Pointer;

    /// <inheritdoc/>
    public void Dispose() => _block.Dispose();
}
