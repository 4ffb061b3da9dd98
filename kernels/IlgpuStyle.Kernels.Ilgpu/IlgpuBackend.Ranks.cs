using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using Floats = ILGPU.ArrayView<float>;
using Ints = ILGPU.ArrayView<int>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>Ranks of single features.</content>
internal sealed partial class IlgpuBackend
{
    private Action<KernelConfig, Floats, Ints, Ints, RankExtents>? _rankKeys;
    private Action<KernelConfig, Ints, Ints, int, RankExtents>? _rankCount;
    private Action<KernelConfig, Ints, Ints, int>? _rankStarts;
    private Action<KernelConfig, Ints, Ints, Ints, Ints, Ints, int, RankExtents>? _rankMove;
    private Action<KernelConfig, Ints, Floats, Floats, RankExtents>? _rankPlace;

    /// <inheritdoc/>
    public void MatchRanks(Tensor input, Tensor sorted, Tensor output)
    {
        const string operation = nameof(MatchRanks);
        ShapeGuard.Ranks(operation, input, sorted, output);
        Floats from = View(operation, input), values = View(operation, sorted), to = View(operation, output);
        if (input.Shape.Length == 0)
            return;
        RankExtents e = new(input.Shape);
        Ints scratch = Workspace(e.ScratchLength).Cast<int>();
        for (int c = 0; c < input.Shape.Channels; c += e.C)
        {
            RankExtents batch = e.With(Math.Min(e.C, input.Shape.Channels - c));
            long first = (long)c * e.M, length = (long)batch.C * e.M;
            MatchRanks(
                from.SubView(first, length), values.SubView(first, length), to.SubView(first, length), scratch, batch);
        }
    }

    private void MatchRanks(Floats from, Floats values, Floats to, Ints scratch, RankExtents e)
    {
        long length = (long)e.C * e.M, counted = (long)e.C * e.Counts;
        Ints keys = scratch.SubView(0, length), positions = scratch.SubView(length, length);
        Ints newKeys = scratch.SubView(2 * length, length), newPositions = scratch.SubView(3 * length, length);
        Ints counts = scratch.SubView(4 * length, counted), starts = scratch.SubView(4 * length + counted, counted);
        _rankKeys ??= _accelerator.LoadStreamKernel<Floats, Ints, Ints, RankExtents>(RankKernels.Keys);
        _rankCount ??= _accelerator.LoadStreamKernel<Ints, Ints, int, RankExtents>(RankKernels.Count);
        _rankStarts ??= _accelerator.LoadStreamKernel<Ints, Ints, int>(RankKernels.Starts);
        _rankMove ??= _accelerator.LoadStreamKernel<Ints, Ints, Ints, Ints, Ints, int, RankExtents>(RankKernels.Move);
        _rankPlace ??= _accelerator.LoadStreamKernel<Ints, Floats, Floats, RankExtents>(RankKernels.Place);
        _rankKeys(_policy.Elements(length), from, keys, positions, e);
        KernelConfig segments = _policy.Elements((long)e.C * e.Segments);
        for (int shift = 0; shift < 32; shift += RankKernels.DigitBits)
        {
            _rankCount(segments, keys, counts, shift, e);
            _rankStarts(_policy.Finish(e.C), counts, starts, e.Counts);
            _rankMove(segments, keys, positions, starts, newKeys, newPositions, shift, e);
            (keys, newKeys) = (newKeys, keys);
            (positions, newPositions) = (newPositions, positions);
        }

        _rankPlace(_policy.Elements(length), positions, values, to, e);
    }
}
