using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;
using IlgpuStyle.Kernels.Simd.Winograd;

namespace IlgpuStyle.Kernels.Simd.Matching;

/// <summary>
/// nearest[p] = the first j with the largest Σ_c features[c,p] · candidates[c,j] of blocked tensors, by the products of Winograd's
/// micro-kernel: positions are its tiles, candidates its channels. Candidates are packed a few panels of two vectors at a time; one item
/// is a range of positions against these panels, its features copied next to each other first. Products never leave the level-1 cache:
/// what a position keeps is the largest of every lane, and from one batch of panels to the next the largest of all.
/// </summary>
internal sealed unsafe class NearestPositionsJob<TLanes, TVector>(SimdContext context) : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;

    // As for the Gram matrix's backward: a quarter of the smallest level-2 cache there is today, and enough positions to amortise a panel.
    private const int CopyBytes = 256 << 10, LargestItem = 504;

    // Packed candidates that all items pass by before the next are packed.
    private const int BatchBytes = 2 << 20;

    private TensorLayout _layout;
    private TensorLayout _candidateLayout;
    private float* _features;
    private float* _candidates;
    private float* _packed;
    private float* _largest;
    private float* _nearest;
    private int _count;
    private int _positionsPerItem;
    private int _firstPanel;
    private int _panels;
    private bool _packs;

    /// <inheritdoc/>
    public override string Operation => "nearest positions";

    private static int Rows => WinogradMicroKernel<TLanes, TVector>.Rows;

    private static int Columns => 2 * TLanes.Count;

    private int Depth => _layout.ChannelBlocks * Block;

    /// <summary>Floats of scratch per thread for features of this layout.</summary>
    public static long LocalLength(TensorLayout layout) =>
        (long)layout.ChannelBlocks * (PositionsPerItem(layout) + 1) * Block + 2 * Rows * Block + 2L * PositionsPerItem(layout) * Columns;

    /// <summary>Floats of packed candidates for features of this layout.</summary>
    public static long PackedLength(TensorLayout layout) => (long)PanelsPerBatch(layout) * Columns * layout.ChannelBlocks * Block;

    /// <summary>Overwrites <paramref name="nearest"/>, planar.</summary>
    public void Run(SimdTensor features, SimdTensor candidates, SimdTensor nearest)
    {
        _layout = features.Layout;
        _features = features.Pointer;
        _candidateLayout = candidates.Layout;
        _candidates = candidates.Pointer;
        _nearest = nearest.Pointer;
        _count = candidates.Shape.Positions;
        int positions = _layout.Shape.Positions;
        _positionsPerItem = PositionsPerItem(_layout);
        context.ReserveLocal(LocalLength(_layout) * sizeof(float));
        _packed = (float*)context.Shared.Reserve(SimdContext.Packed, PackedLength(_layout) * sizeof(float));
        _largest = (float*)context.Shared.Reserve(SimdContext.Exchange, (long)positions * sizeof(float));
        new Span<float>(_largest, positions).Fill(float.NegativeInfinity);
        new Span<float>(_nearest, positions).Clear();
        int all = (_count + Columns - 1) / Columns;
        for (_firstPanel = 0; _firstPanel < all; _firstPanel += _panels)
        {
            _panels = Math.Min(PanelsPerBatch(_layout), all - _firstPanel);
            _packs = true;
            context.Team.Run(this, _panels);
            _packs = false;
            context.Team.Run(this, (positions + _positionsPerItem - 1) / _positionsPerItem);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        if (_packs)
            Pack((_firstPanel + item) * Columns, _packed + (long)item * Columns * Depth);
        else
            Match(item * _positionsPerItem, context.LocalOf(worker));
    }

    private static int PositionsPerItem(TensorLayout layout)
    {
        int fits = CopyBytes / (layout.ChannelBlocks * Block * sizeof(float));
        return Math.Clamp(fits, Rows, LargestItem) / Rows * Rows;
    }

    private static int PanelsPerBatch(TensorLayout layout) =>
        Math.Max(1, BatchBytes / (Columns * layout.ChannelBlocks * Block * sizeof(float)));

    /// <summary>panel[c,i] = candidates[c, first + i], zero beyond the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(int first, float* panel)
    {
        int columns = Math.Min(Columns, _count - first), whole = columns / TLanes.Count * TLanes.Count;
        for (int channel = 0; channel < Depth; channel += TLanes.Count)
        {
            float* source = _candidates + _candidateLayout.ChannelOffset(channel) + (long)first * Block;
            float* target = panel + (long)channel * Columns;
            for (int i = 0; i < whole; i += TLanes.Count)
                TLanes.Transpose(source + i * Block, Block, target + i, Columns);
            for (int lane = 0; lane < TLanes.Count && whole < Columns; lane++)
            {
                for (int i = whole; i < Columns; i++)
                    target[lane * Columns + i] = i < columns ? source[i * Block + lane] : 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Match(int start, float* copy)
    {
        int count = Math.Min(_positionsPerItem, _layout.Shape.Positions - start);
        nint blockStride = (_positionsPerItem + 1) * Block;
        for (int block = 0; block < _layout.ChannelBlocks; block++)
            new Span<float>(_features + _layout.ChannelOffset(block * Block) + (long)start * Block, count * Block)
                .CopyTo(new Span<float>(copy + block * blockStride, count * Block));
        float* products = copy + _layout.ChannelBlocks * blockStride;
        float* largest = products + 2 * Rows * Block, panelOf = largest + _positionsPerItem * Columns;
        new Span<float>(largest, count * Columns).Fill(float.NegativeInfinity);
        new Span<float>(panelOf, count * Columns).Clear();
        for (int panel = 0; panel < _panels; panel++)
        {
            float* weights = _packed + (long)panel * Columns * Depth;
            float* next = panel + 1 < _panels ? weights + (long)Columns * Depth : weights;
            int columns = Math.Min(Columns, _count - (_firstPanel + panel) * Columns);
            for (int tile = 0; tile < count; tile += Rows)
            {
                int rows = Math.Min(Rows, count - tile);
                WinogradMicroKernel<TLanes, TVector>.Run<StoredSums<TLanes, TVector>>(
                    rows, copy + tile * Block, blockStride, _layout.ChannelBlocks, weights, products, products + Rows * Block, next);
                for (int row = 0; row < rows; row++)
                {
                    // What was packed beyond the last candidate has product 0, which may be the largest.
                    for (int column = columns; column < Columns; column++)
                        products[(column / TLanes.Count * Rows + row) * Block + column % TLanes.Count] = float.NegativeInfinity;
                    int at = (tile + row) * Columns;
                    Keep(products + row * Block, largest + at, panelOf + at, panel);
                    Keep(products + (Rows + row) * Block, largest + at + TLanes.Count, panelOf + at + TLanes.Count, panel);
                }
            }
        }

        for (int p = 0; p < count; p++)
            KeepPosition(start + p, largest + p * Columns, panelOf + p * Columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(float* products, float* largest, float* panelOf, int panel)
    {
        TVector found = TLanes.Load(products), before = TLanes.Load(largest), isLarger = TLanes.GreaterThan(found, before);
        TLanes.Store(TLanes.Select(isLarger, found, before), largest);
        TLanes.Store(TLanes.Select(isLarger, TLanes.Broadcast(panel), TLanes.Load(panelOf)), panelOf);
    }

    /// <summary>The largest of all lanes, of several the first candidate; later batches have later candidates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void KeepPosition(int position, float* largest, float* panelOf)
    {
        float value = _largest[position];
        int nearest = -1;
        for (int lane = 0; lane < Columns; lane++)
        {
            int candidate = (_firstPanel + (int)panelOf[lane]) * Columns + lane;
            if (largest[lane] > value || (nearest >= 0 && largest[lane] == value && candidate < nearest))
                (value, nearest) = (largest[lane], candidate);
        }

        if (nearest < 0)
            return;
        _largest[position] = value;
        _nearest[position] = nearest;
    }
}
