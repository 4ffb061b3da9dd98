namespace IlgpuStyle.Losses;

/// <summary>How the weights of style layers follow each other.</summary>
internal enum LayerProfileKind
{
    /// <summary>All alike.</summary>
    Uniform,

    /// <summary>1/C²: wide layers count less (leongatys/PytorchNeuralStyleTransfer).</summary>
    InverseSquare,

    /// <summary>Each layer a fixed multiple of the one before it.</summary>
    Geometric,
}
