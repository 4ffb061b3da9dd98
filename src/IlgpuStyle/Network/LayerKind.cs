namespace IlgpuStyle.Network;

/// <summary>What a layer of the table computes.</summary>
internal enum LayerKind
{
    /// <summary>
    /// Convolution with bias, followed by ReLU. Its feature map is what comes after the ReLU.
    /// </summary>
    Convolution,

    /// <summary>Max or average pooling, as the network's options say.</summary>
    Pooling,

    /// <summary>Its inputs, one after the other along the channels.</summary>
    Concatenation,
}
