namespace ILGPU.Runtime;

/// <summary>
/// A queue of work. The stand-in does everything when it is asked to, so that there is never anything to
/// wait for; the package's CPU accelerator does too.
/// </summary>
public abstract class AcceleratorStream : IDisposable
{
    protected AcceleratorStream(Accelerator accelerator) => Accelerator = accelerator;

    public Accelerator Accelerator { get; }

    public abstract void Synchronize();

    public void Dispose() => GC.SuppressFinalize(this);
}
