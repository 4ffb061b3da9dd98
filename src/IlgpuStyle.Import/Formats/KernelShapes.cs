namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Tells the layout of kernels from their shapes: the two equal small sides are rows and columns.
/// </summary>
internal static class KernelShapes
{
    /// <summary>The layout that fits every kernel.</summary>
    /// <exception cref="InputException">None does.</exception>
    public static KernelLayout Infer(IEnumerable<ImportedTensor> tensors, string displayName)
    {
        long[][] kernels =
            [.. tensors.Where(tensor => tensor.Shape.Length == 4).Select(tensor => tensor.Shape)];
        bool oihw = kernels.All(shape => shape[2] == shape[3] && shape[2] is (1 or 3));
        bool hwio = kernels.All(shape => shape[0] == shape[1] && shape[0] is (1 or 3));
        if (oihw == hwio)
        {
            throw new InputException(
                $"'{displayName}': its {kernels.Length} kernels have neither square sides of 1 or 3 first "
                + "nor last; it is no VGG or SqueezeNet.");
        }

        return oihw ? KernelLayout.Oihw : KernelLayout.Hwio;
    }
}
