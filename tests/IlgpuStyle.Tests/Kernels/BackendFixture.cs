using IlgpuStyle.Backends;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>One backend, opened at its first use and shared by the tests of one class, which run one after the other.</summary>
public abstract class BackendFixture(string name) : IDisposable
{
    private readonly Lazy<IBackend> _backend = new(() => BackendCatalogue.Open(name));

    /// <summary>The backend.</summary>
    /// <exception cref="SkipException">It is optional and this machine has none; the message says why.</exception>
    internal IBackend Require() => _backend.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_backend.IsValueCreated)
            _backend.Value.Dispose();
    }
}
