using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Gram;

/// <summary>Gram matrices of feature maps and their backward.</summary>
internal sealed unsafe class GramKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly GramProductJob<TLanes, TVector> _product = new();
    private readonly GramSumJob _sum = new();
    private readonly GramBackwardJob<TLanes, TVector> _backward = new(context);

    /// <summary>
    /// gram[i,j] = scale · Σ_p features[i,p] · features[j,p]: C²·M multiply-adds, halved by symmetry.
    /// Positions are summed 256 at a time in float32 registers, those sums in float64. Each chunk's channels are added up, if wanted,
    /// while they are in the caches.
    /// </summary>
    public void Forward(SimdTensor features, double scale, SimdTensor gram, ScaledVector? sums)
    {
        if (features.Layout.IsPlanar)
        {
            ForwardPlanar(features, scale, gram, sums);
            return;
        }

        double* partial = _product.Run(context, features, withSums: sums is not null);
        _sum.Run(context.Team, partial, _product.Slices, features.Layout, scale, gram);
        if (sums is { } wanted)
            AddSlices(features.Layout, (SimdTensor)wanted.Vector, wanted.Scale);
    }

    /// <summary>
    /// gradFeatures[i,p] += scale · Σ_j matrix[i,j] · features[j,p]; of <c>gram[i,j] = Σ_p features[i,p] ·
    /// features[j,p]</c>, both factors, for a symmetric matrix: C²·M multiply-adds. The sums' gradient is added to each tile of it.
    /// </summary>
    public void BackwardAccumulate(
        SimdTensor matrix, SimdTensor features, double scale, SimdTensor gradFeatures, ScaledVector? gradSums)
    {
        if (features.Layout.IsPlanar)
            BackwardPlanar(matrix, features, scale, gradFeatures, gradSums);
        else
            _backward.Run(features, PackMatrix(matrix, features.Layout, (float)scale), gradFeatures, gradSums);
    }

    // Slices in order.
    private void AddSlices(TensorLayout features, SimdTensor sums, double scale)
    {
        int padded = features.ChannelBlocks * TensorLayout.Block;
        for (int c = 0; c < features.Shape.Channels; c++)
        {
            double total = 0;
            for (int slice = 0; slice < _product.Slices; slice++)
                total += _product.Sums[(long)slice * padded + c];
            sums.Pointer[sums.Layout.ChannelOffset(c)] = (float)(scale * total);
        }
    }

    // (panels of two vectors of i, j up to whole blocks, columns), zero where there is no channel. The matrix
    // is symmetric, so a row of it is what a row of the panel holds.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float* PackMatrix(SimdTensor matrix, TensorLayout layout, float scale)
    {
        int channels = layout.Shape.Channels, depth = layout.ChannelBlocks * TensorLayout.Block;
        int columns = 2 * TLanes.Count, panels = (depth + columns - 1) / columns;
        long length = (long)panels * columns * depth;
        float* packed = (float*)context.Shared.Reserve(SimdContext.Packed, length * sizeof(float)), target = packed;
        for (int first = 0; first < panels * columns; first += columns)
        {
            for (int j = 0; j < depth; j++, target += columns)
            {
                int count = j < channels ? Math.Clamp(channels - first, 0, columns) : 0;
                float* source = matrix.Pointer + (long)j * channels + first;
                int i = 0;
                for (; i + TLanes.Count <= count; i += TLanes.Count)
                    TLanes.Store(
                        TLanes.Multiply(TLanes.Broadcast(scale), TLanes.Load(source + i)), target + i);
                for (; i < columns; i++)
                    target[i] = i < count ? scale * source[i] : 0;
            }
        }

        return packed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardPlanar(
        SimdTensor matrix, SimdTensor features, double scale, SimdTensor gradFeatures, ScaledVector? gradSums)
    {
        int channels = features.Shape.Channels, positions = features.Shape.Positions;
        float* data = features.Pointer, weights = matrix.Pointer;
        for (int i = 0; i < channels; i++)
        {
            double shift = gradSums is { } given ? given.Scale * ((SimdTensor)given.Vector).Pointer[i] : 0;
            for (int p = 0; p < positions; p++)
            {
                double total = 0;
                for (int j = 0; j < channels; j++)
                    total += (double)weights[i * channels + j] * data[(long)j * positions + p];
                gradFeatures.Pointer[(long)i * positions + p] += (float)(scale * total + shift);
            }
        }
    }

    // Pictures and vectors: at most 4 channels, ten products.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardPlanar(SimdTensor features, double scale, SimdTensor gram, ScaledVector? sums)
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

            if (sums is { } wanted)
                ((SimdTensor)wanted.Vector).Pointer[i] = (float)(wanted.Scale * Sum(data + (long)i * positions, positions));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum(float* values, int count)
    {
        double total = 0;
        for (int p = 0; p < count; p++)
            total += values[p];
        return total;
    }
}
