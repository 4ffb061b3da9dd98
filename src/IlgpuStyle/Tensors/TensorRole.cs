namespace IlgpuStyle.Tensors;

/// <summary>
/// What a tensor is for. It decides nothing that operators compute, but where a tensor may be kept (in fewer digits, in a file, on the
/// host beside a device) and what a plan counts it as.
/// </summary>
internal enum TensorRole
{
    /// <summary>A layer's output. Only the first few digits matter to losses: a backend may round it.</summary>
    Activation,

    /// <summary>A network's input, a map or a piece of one on its way, or a gradient of either: keeps its digits.</summary>
    FeatureMap,

    /// <summary>A content target: a map that a loss reads once an evaluation.</summary>
    ContentTarget,

    /// <summary>A statistic of style, a mask of a layer, or a matrix made of statistics: small, read often.</summary>
    Statistic,

    /// <summary>s or y of a curvature pair of L-BFGS.</summary>
    CurvaturePair,

    /// <summary>The picture, its gradient, or another vector of an optimiser: as large as the picture, read from end to end.</summary>
    Vector,

    /// <summary>Scratch of an operator, a loss or a tile.</summary>
    Working,
}
