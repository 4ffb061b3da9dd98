using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// Weights of one direction of a convolution, packed for <see cref="DirectMicroKernel{TLanes,TVector}"/>. The
/// forward pass is one phase. The backward pass of a convolution with stride S has S² phases, one per residue
/// of the destination's (row, column) modulo S, each a stride-1 correlation of gradOutput with the kernel
/// taps that meet that residue; stride 1 has one phase with the flipped kernel.
/// </summary>
internal sealed unsafe class DirectPlan : IDisposable
{
    private readonly NativeBlock _block;
    private readonly int _paddedChannels;

    /// <summary>Packs <paramref name="weights"/> (OC, IC, K, K).</summary>
    /// <param name="geometry">The convolution.</param>
    /// <param name="weights">Dense.</param>
    /// <param name="forward">Whether to reduce over input channels (forward) or output channels
    /// (backward).</param>
    /// <param name="columns">Channels per panel.</param>
    /// <param name="account">Where the storage is booked.</param>
    public DirectPlan(
        ConvolutionGeometry geometry, ReadOnlySpan<float> weights, bool forward, int columns,
        MemoryAccount account)
    {
        SourceChannels = forward ? geometry.InputChannels : geometry.OutputChannels;
        DestinationChannels = forward ? geometry.OutputChannels : geometry.InputChannels;
        Phases = forward ? [DirectPhase.Forward(geometry)] : DirectPhase.Backward(geometry);

        // Whole blocks first: the kernels also compute the lanes of missing channels, as zeros.
        _paddedChannels = (DestinationChannels + TensorLayout.Block - 1) / TensorLayout.Block
            * TensorLayout.Block;
        int panels = (_paddedChannels + columns - 1) / columns;
        long[] starts = new long[Phases.Count + 1];
        for (int phase = 0; phase < Phases.Count; phase++)
            starts[phase + 1] = starts[phase]
                + (long)panels * columns * Phases[phase].Taps.Length * SourceChannels;
        _block = new NativeBlock(account, starts[^1] * sizeof(float));
        for (int phase = 0; phase < Phases.Count; phase++)
            Pack(geometry, weights, forward, columns, Phases[phase], (float*)_block.Pointer + starts[phase]);
        PhaseStarts = starts;
    }

    /// <summary>Channels summed over.</summary>
    public int SourceChannels { get; }

    /// <summary>Channels produced.</summary>
    public int DestinationChannels { get; }

    /// <summary>The phases.</summary>
    public IReadOnlyList<DirectPhase> Phases { get; }

    private long[] PhaseStarts { get; }

    /// <summary>Packed weights of a phase.</summary>
    public float* WeightsOf(int phase) => (float*)_block.Pointer + PhaseStarts[phase];

    /// <summary>Writes where each term of a phase lies in a source frame; as many entries as terms.</summary>
    public void WriteOffsets(DirectPhase phase, bool isPlanar, long plane, int width, int* offsets)
    {
        for (int firstChannel = 0; firstChannel < SourceChannels; firstChannel += TensorLayout.Block)
        {
            int lanes = Math.Min(TensorLayout.Block, SourceChannels - firstChannel);
            foreach (DirectTap tap in phase.Taps)
            {
                long position = (long)tap.SourceRow * width + tap.SourceColumn;
                for (int lane = 0; lane < lanes; lane++)
                {
                    *offsets++ = checked((int)(isPlanar
                        ? (firstChannel + lane) * plane + position
                        : (firstChannel / TensorLayout.Block * plane + position) * TensorLayout.Block
                            + lane));
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _block.Dispose();

    private void Pack(
        ConvolutionGeometry geometry, ReadOnlySpan<float> weights, bool forward, int columns,
        DirectPhase phase, float* target)
    {
        int kernel = geometry.KernelSize;
        for (int firstOutput = 0; firstOutput < _paddedChannels; firstOutput += columns)
        {
            for (int firstChannel = 0; firstChannel < SourceChannels; firstChannel += TensorLayout.Block)
            {
                foreach (DirectTap tap in phase.Taps)
                {
                    int end = Math.Min(firstChannel + TensorLayout.Block, SourceChannels);
                    for (int lane = firstChannel; lane < end; lane++)
                    {
                        for (int column = 0; column < columns; column++, target++)
                        {
                            int output = firstOutput + column;
                            int oc = forward ? output : lane, ic = forward ? lane : output;
                            *target = output < DestinationChannels
                                ? weights[(oc * geometry.InputChannels + ic) * kernel * kernel
                                    + tap.KernelRow * kernel + tap.KernelColumn]
                                : 0;
                        }
                    }
                }
            }
        }
    }
}
