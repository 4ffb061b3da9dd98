using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>Gram matrices of feature maps and their backward.</summary>
internal sealed unsafe class GramKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly GramProductJob<TLanes, TVector> product = new();
    private readonly GramSumJob sum = new();
    private readonly CorrelationJob<TLanes, TVector> correlation = new();

    /// <summary>
    /// gram[i,j] = scale · Σ_p features[i,p] · features[j,p]: C²·M multiply-adds, halved by symmetry.
    /// Positions are summed 256 at a time in float32 registers, those sums in float64.
    /// </summary>
    public void Forward(SimdTensor features, double scale, SimdTensor gram)
    {
        if (features.Layout.IsPlanar)
            ForwardPlanar(features, scale, gram);
        else
            sum.Run(
                context.Team, product.Run(context, features), product.Slices, features.Layout, scale, gram);
    }

    /// <summary>
    /// gradFeatures[i,p] += scale · Σ_j matrix[i,j] · features[j,p]; of <c>gram[i,j] = Σ_p features[i,p] ·
    /// features[j,p]</c>, both factors, for a symmetric matrix. A 1×1 convolution of the features with the
    /// matrix as weights, C²·M multiply-adds.
    /// </summary>
    public void BackwardAccumulate(
        SimdTensor matrix, SimdTensor features, double scale, SimdTensor gradFeatures)
    {
        TensorLayout layout = features.Layout;
        int channels = layout.Shape.Channels;
        int* offsets = (int*)context.Shared.Reserve(SimdContext.Tables, channels * sizeof(int));
        for (int channel = 0; channel < channels; channel++)
            offsets[channel] = checked((int)layout.ChannelOffset(channel));
        Correlation task = new()
        {
            Source = features.Pointer,
            SourceWidth = layout.Shape.Positions,
            SourceStride = layout.PositionStride,
            SourceStep = 1,
            Offsets = offsets,
            Depth = channels,
            Weights = PackMatrix(matrix, layout, scale),
            Destination = gradFeatures.Pointer,
            Channels = layout.IsPlanar ? channels : layout.ChannelBlocks * TensorLayout.Block,
            IsPlanar = layout.IsPlanar,
            DestinationHeight = 1,
            DestinationWidth = layout.Shape.Positions,
            DestinationStep = 1,
            Rows = 1,
            Columns = layout.Shape.Positions,
            Accumulate = true,
        };
        correlation.Run(context.Team, task);
    }

    private float* PackMatrix(SimdTensor matrix, TensorLayout layout, double scale)
    {
        int channels = layout.Shape.Channels, columns = DirectMicroKernel<TLanes, TVector>.Columns;
        int padded = layout.ChannelBlocks * TensorLayout.Block;
        int panels = (padded + columns - 1) / columns;
        float* packed = (float*)context.Shared.Reserve(
            SimdContext.Packed, (long)panels * columns * channels * sizeof(float));
        float* source = matrix.Pointer, target = packed;
        for (int first = 0; first < panels * columns; first += columns)
        {
            for (int j = 0; j < channels; j++)
            {
                for (int i = first; i < first + columns; i++)
                    *target++ = i < channels ? (float)(scale * source[(long)j * channels + i]) : 0;
            }
        }

        return packed;
    }

    // Pictures and vectors: at most 4 channels, ten products.
    private static void ForwardPlanar(SimdTensor features, double scale, SimdTensor gram)
    {
        int channels = features.Shape.Channels, positions = features.Shape.Positions;
        float* data = features.Pointer, result = gram.Pointer;
        for (int i = 0; i < channels; i++)
        {
            for (int j = i; j < channels; j++)
            {
                float* a = data + (long)i * positions, b = data + (long)j * positions;
                double total = 0;
                for (int p = 0; p < positions; p++)
                    total += (double)a[p] * b[p];
                result[i * channels + j] = result[j * channels + i] = (float)(scale * total);
            }
        }
    }
}
