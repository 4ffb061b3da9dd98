namespace IlgpuStyle.Tests.Studio;

/// <summary>Tests of a studio that is served: a folder with a photo and a painting, and who asks for them.</summary>
public abstract class StudioTest : IDisposable
{
    private protected StudioTest() => Client = new StudioClient(Scene);

    private protected WorkbenchScene Scene { get; } = new();

    private protected StudioClient Client { get; }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        Scene.Dispose();
    }
}
