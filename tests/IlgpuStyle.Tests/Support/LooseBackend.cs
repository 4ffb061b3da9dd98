using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Support;

/// <summary>
/// Another backend, with transfers and operators as far out of step as a device may run them: whoever forgets to wait gets other results. Keeps a list of what
/// was begun and waited for.
/// </summary>
public sealed partial class LooseBackend(IBackend actual, LooseOrder order, string? name = null) : IBackend
{
    private readonly Queue<Action> _operators = new();
    private readonly Queue<Action> _transfers = new();

    /// <inheritdoc/>
    public string Name => name ?? actual.Name;

    /// <inheritdoc/>
    public string Description => actual.Description;

    /// <inheritdoc/>
    public long AllocatedBytes => actual.AllocatedBytes;

    /// <inheritdoc/>
    public long PeakAllocatedBytes => actual.PeakAllocatedBytes;

    /// <inheritdoc/>
    public bool HasTransfers => true;

    /// <summary>"upload", "download", "wait", "convolution" (the first of a run of them) and "synchronize", in the order of the calls.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Transfer buffers made so far.</summary>
    public int Transfers { get; private set; }

    /// <summary>Transfers that begin before one fails; negative: none does.</summary>
    public int FailAfter { get; set; } = -1;

    /// <inheritdoc/>
    public TransferBuffer AllocateTransfer(string name, IReadOnlyList<TensorShape> shapes)
    {
        Transfers++;
        // Tensors that never live at the same time share memory.
        TensorArena arena = actual.AllocateArena([.. shapes.Select((shape, i) => new TensorRequest(name, shape, i, i))]);
        return new LooseTransfer(this, arena);
    }

    /// <inheritdoc/>
    public Tensor Allocate(string name, TensorShape shape) => actual.Allocate(name, shape);

    /// <inheritdoc/>
    public TensorArena AllocateArena(IReadOnlyList<TensorRequest> requests) => actual.AllocateArena(requests);

    /// <inheritdoc/>
    public long StorageBytes(TensorShape shape) => actual.StorageBytes(shape);

    /// <inheritdoc/>
    public long WeightsBytes(ConvolutionGeometry geometry) => actual.WeightsBytes(geometry);

    /// <inheritdoc/>
    public long WorkspaceBytes(WorkspaceDemand demand) => actual.WorkspaceBytes(demand);

    /// <inheritdoc/>
    public ScalarBuffer AllocateScalars(int length) => actual.AllocateScalars(length);

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<float> source, Tensor destination)
    {
        RunAll(_operators);
        actual.Upload(source, destination);
    }

    /// <inheritdoc/>
    public void Download(Tensor source, Span<float> destination)
    {
        RunAll(_operators);
        actual.Download(source, destination);
    }

    /// <inheritdoc/>
    public void Download(ScalarBuffer source, Span<double> destination)
    {
        RunAll(_operators);
        actual.Download(source, destination);
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<double> source, ScalarBuffer destination)
    {
        RunAll(_operators);
        actual.Upload(source, destination);
    }

    /// <inheritdoc/>
    public void Synchronize()
    {
        Events.Add("synchronize");
        RunAll(_operators);
        actual.Synchronize();
    }

    /// <inheritdoc/>
    public void Dispose() => actual.Dispose();

    private static void RunAll(Queue<Action> queue)
    {
        while (queue.TryDequeue(out Action? action))
            action();
    }

    private void Queue(Action action)
    {
        if (order == LooseOrder.OperatorsLate)
            _operators.Enqueue(action);
        else
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

    private IBackend Actual => actual;
}
