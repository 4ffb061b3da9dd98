namespace IlgpuStyle.Weights;

/// <summary>The order in which a network's first layer expects the colour channels.</summary>
internal enum ChannelOrder
{
    /// <summary>Red first.</summary>
    Rgb,

    /// <summary>Blue first, as Caffe's networks.</summary>
    Bgr,
}
