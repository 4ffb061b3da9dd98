namespace IlgpuStyle.Backends;

/// <summary>What memory is used for.</summary>
internal enum MemoryPart
{
    /// <summary>Packed weights of the network.</summary>
    Weights,

    /// <summary>Feature maps and their gradients: the arenas of a network, and the maps between the segments of a tiled one.</summary>
    Activations,

    /// <summary>Content features, style statistics and what the losses compare them with.</summary>
    Targets,

    /// <summary>The curvature pairs of L-BFGS.</summary>
    History,

    /// <summary>The picture, its gradient and the optimiser's other vectors.</summary>
    Vectors,

    /// <summary>Scratch memory of operators, losses and tiles.</summary>
    Workspace,

    /// <summary>Host memory beside a device's: tensors that stay there, tiles on their way to the device and back.</summary>
    Host,

    /// <summary>Pictures on the host: the sources, their resized copies, the snapshots.</summary>
    Pictures,

    /// <summary>The .NET runtime and the program itself.</summary>
    Runtime,
}
