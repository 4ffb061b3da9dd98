using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The numbers of a launch on feature vectors and candidates.</summary>
internal readonly struct MatchingExtents(TensorShape features, TensorShape candidates)
{
    /// <summary>Channels of both.</summary>
    public readonly int C = features.Channels;

    /// <summary>Positions of the features, H·W.</summary>
    public readonly int M = features.Positions;

    /// <summary>Candidates.</summary>
    public readonly int Count = candidates.Positions;
}
