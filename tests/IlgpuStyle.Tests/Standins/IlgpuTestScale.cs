using ILGPU;

namespace IlgpuStyle.Tests.Standins;

/// <summary>A kernel parameter with a view inside.</summary>
public readonly struct IlgpuTestScale(int factor, ArrayView<int> terms)
{
    public readonly int Factor = factor;
    public readonly ArrayView<int> Terms = terms;
}
