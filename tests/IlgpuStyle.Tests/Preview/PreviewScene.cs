using IlgpuStyle.Backends;
using IlgpuStyle.Preview;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Preview;

/// <summary>A small real run that a preview server shows.</summary>
internal sealed class PreviewScene : IDisposable
{
    private readonly TaskCompletionSource<TransferEvent> _paused = new();
    private readonly TaskCompletionSource<TransferEvent> _weightsChanged = new();

    public RunControl Control { get; } = new();

    public PreviewServer Server { get; }

    public int Steps { get; private set; }

    public Task<TransferEvent> Paused => _paused.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public Task<TransferEvent> WeightsChanged => _weightsChanged.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public PreviewScene(int port = 0)
    {
        // Tests look without fetching every picture.
        Server = new PreviewServer(port, Control) { Farewell = TimeSpan.FromMilliseconds(200) };
        Server.Begin(new PreviewStart("out.png", ["backend: simd"], 48, 36, new PreviewWeights(1, 2, 3)));
    }

    /// <summary>Runs on a thread of its own, as many steps as it takes until somebody stops it.</summary>
    public Task<TransferResult> Run(int iterations = 1_000_000) => Task.Factory.StartNew(() => RunHere(iterations), TaskCreationOptions.LongRunning);

    public TransferResult RunHere(int iterations)
    {
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Simd);
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        // Adam never ends by itself.
        StyleTransferOptions options = new() { Size = 48, Optimizer = OptimizerKind.Adam, Scales = StyleTransferOptions.OneScale(iterations) };
        TransferPictures pictures = new()
        {
            Content = TestPictures.Waves(48, 36, 1),
            Styles = [new StylePicture(TestPictures.Waves(40, 40, 2))],
        };
        TransferHooks hooks = new() { Step = Show, Event = Tell, Control = Control };
        TransferResult result = new StyleTransferRunner(backend, weights, options).Run(pictures, hooks);
        Server.End(result.Picture, $"{result.Ending}");
        return result;
    }

    public void Dispose() => Server.Dispose();

    private void Show(TransferProgress progress)
    {
        Steps = progress.TotalIteration;
        Server.Show(progress);
    }

    private void Tell(TransferEvent happening)
    {
        Server.Tell(happening);
        if (happening.Kind == TransferEventKind.Paused)
            _paused.TrySetResult(happening);
        if (happening.Kind == TransferEventKind.WeightsChanged)
            _weightsChanged.TrySetResult(happening);
    }
}
