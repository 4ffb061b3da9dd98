namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>One element of a halo tile that a thread carries, the same in every channel.</summary>
internal readonly struct HaloSlot(int row, int column, int source, int target)
{
    /// <summary>Its row of the input.</summary>
    public readonly int Row = row;

    /// <summary>Its column of the input.</summary>
    public readonly int Column = column;

    /// <summary>Where in its plane of the input the element lies; −1 for a zero.</summary>
    public readonly int Source = source;

    /// <summary>Where in a plane of shared memory it goes; −1 if this thread has none.</summary>
    public readonly int Target = target;
}
