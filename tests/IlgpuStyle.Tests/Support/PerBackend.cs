using IlgpuStyle.Backends;

namespace IlgpuStyle.Tests.Support;

/// <summary>The same thing on the reference and on the backend under test.</summary>
internal class PerBackend<T>(IBackend reference, T onReference, T onSubject)
{
    /// <summary>The reference's.</summary>
    public T OnReference { get; } = onReference;

    /// <summary>The tested backend's.</summary>
    public T OnSubject { get; } = onSubject;

    /// <summary>The one that belongs to <paramref name="backend"/>.</summary>
    public T On(IBackend backend) => ReferenceEquals(backend, reference) ? OnReference : OnSubject;
}
