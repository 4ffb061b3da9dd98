using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>A PyTorch tensor: a strided view of a <see cref="TorchStorage"/>.</summary>
/// <param name="Storage">The block.</param>
/// <param name="Offset">First element.</param>
/// <param name="Shape">Sides.</param>
/// <param name="Strides">Elements between neighbours along each side.</param>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>
    /// Checks that every element lies in the block. A stride of 0 repeats elements, as in a tensor that was expanded.
    /// </summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public TorchTensor Checked()
    {
        long? count = TensorElements.Count(Shape);
        if (Shape.Length != Strides.Length || Offset < 0 || count is null)
            throw new InvalidDataException(
                $"a tensor of shape ({string.Join(", ", Shape)}) leaves its storage of {Storage.Count}.");
        Int128 last = Offset;
        for (int axis = 0; axis < Shape.Length && count > 0; axis++)
        {
            if (Strides[axis] < 0 || Strides[axis] > Storage.Count)
                throw new InvalidDataException($"a tensor has the stride {Strides[axis]}.");
            last += (Int128)(Shape[axis] - 1) * Strides[axis];
        }

        if (count > 0 && last >= Storage.Count)
            throw new InvalidDataException(
                $"a tensor reads element {last} of a storage of {Storage.Count}.");
        return this;
    }

    /// <summary>Reads the numbers in row-major order.</summary>
    public float[] Read(string displayName, string name)
    {
        RawTensor.RequireFloating(displayName, name, Storage.DataType);
        int elementSize = TensorElements.SizeOf(Storage.DataType);
        long count = TensorElements.Count(Shape)!.Value;
        long span = count == 0 ? 0 : 1 + Shape.Zip(Strides, (side, stride) => (side - 1) * stride).Sum();
        if (span > ImportLimits.MaximumTensorElements || Storage.ReadBytes is null)
            throw new InputException(
                $"'{displayName}': tensor '{name}' has no data, or spans more than any convolution does.");
        float[] values = RawTensor.Convert(
            Storage.DataType, Storage.ReadBytes(Offset * elementSize, span * elementSize));
        return IsContiguous() ? values : StridedElements.Gather(values, Shape, Strides, count);
    }

    private bool IsContiguous()
    {
        long expected = 1;
        for (int axis = Shape.Length - 1; axis >= 0; axis--)
        {
            if (Shape[axis] > 1 && Strides[axis] != expected)
                return false;
            expected *= Shape[axis];
        }

        return true;
    }
}
