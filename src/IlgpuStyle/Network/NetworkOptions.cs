using IlgpuStyle.Backends;

namespace IlgpuStyle.Network;

/// <summary>How a network runs, apart from its weights.</summary>
/// <param name="Pooling">Max or average; null takes what the weights file says, and average if it says nothing.</param>
/// <param name="Padding">What convolutions read beyond the border.</param>
public sealed record NetworkOptions(PoolingKind? Pooling = null, PaddingMode Padding = PaddingMode.Zero);
