using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Support;

/// <summary>
/// Another backend, with transfers and operators as far out of step as a device may run them: whoever forgets to wait gets other results.
/// Keeps a list of what was begun and waited for.
/// </summary>
internal sealed class LooseBackend(IBackend actual, LooseOrder order, bool hasOwnMemory = false) : DelegatingBackend(actual)
{
    private readonly Queue<Action> _operators = new();
    private readonly Queue<Action> _transfers = new();

    /// <inheritdoc/>
    public override bool HasOwnMemory => hasOwnMemory;

    /// <inheritdoc/>
    public override bool HasTransfers => true;

    /// <summary>"upload", "download", "wait", "convolution" (the first of a run of them) and "synchronize", in the order of the
    /// calls.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Transfer buffers made so far.</summary>
    public int Transfers { get; private set; }

    /// <summary>Transfers that begin before one fails; negative: none does.</summary>
    public int FailAfter { get; set; } = -1;

    /// <inheritdoc/>
    public override TransferBuffer AllocateTransfer(string name, IReadOnlyList<TensorShape> shapes)
    {
        Transfers++;
        // Tensors that never live at the same time share memory.
        TensorArena arena = Actual.AllocateArena(
            [.. shapes.Select((shape, i) => new TensorRequest(name, shape, i, i, TensorRole.FeatureMap))]);
        return new LooseTransfer(this, arena);
    }

    /// <inheritdoc/>
    public override void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu)
    {
        if (Events.LastOrDefault() != "convolution")
            Events.Add("convolution");
        base.ConvolutionForward(convolution, input, output, relu);
    }

    /// <inheritdoc/>
    public override void Synchronize()
    {
        Events.Add("synchronize");
        base.Synchronize();
    }

    /// <inheritdoc/>
    public override void Dispose() => Actual.Dispose();

    /// <inheritdoc/>
    protected override void Launch<TArguments>(TArguments arguments, Action<IBackend, TArguments> work)
    {
        if (order == LooseOrder.OperatorsLate)
            _operators.Enqueue(() => work(Actual, arguments));
        else
            work(Actual, arguments);
    }

    /// <inheritdoc/>
    protected override void Settle() => RunAll(_operators);

    private static void RunAll(Queue<Action> queue)
    {
        while (queue.TryDequeue(out Action? action))
            action();
    }

    private void Begin(string what, Action action)
    {
        if (FailAfter == 0)
            throw new InputException("the device failed.");
        FailAfter--;
        Events.Add(what);
        if (order == LooseOrder.TransfersLate)
            _transfers.Enqueue(action);
        else
            action();
    }

    private sealed class LooseTransfer(LooseBackend owner, TensorArena arena) : TransferBuffer(arena.Tensors)
    {
        private readonly float[] _host = new float[arena.Tensors.Max(tensor => tensor.Shape.Length)];

        public override Span<float> Host => _host;

        public override void BeginUpload(Tensor destination)
        {
            if (owner._operators.Count == 0)
                owner.Actual.Fill(destination, float.NaN);
            owner.Begin("upload", () => owner.Actual.Upload(_host.AsSpan(0, (int)destination.Shape.Length), destination));
        }

        public override void BeginDownload(Tensor source)
        {
            _host.AsSpan().Fill(float.NaN);
            owner.Begin("download", () => owner.Actual.Download(source, _host.AsSpan(0, (int)source.Shape.Length)));
        }

        public override void Wait()
        {
            owner.Events.Add("wait");
            RunAll(owner._transfers);
        }

        public override void Dispose()
        {
            RunAll(owner._transfers);
            RunAll(owner._operators);
            arena.Dispose();
        }
    }
}
