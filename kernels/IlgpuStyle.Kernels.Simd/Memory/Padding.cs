namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// Restores the rule that padding is zero, after an operator that maps zero to something else or that writes whole channels only:
/// in an arena the padding holds what the storage's last tenant left.
/// </summary>
internal static unsafe class Padding
{
    /// <summary>Clears the lanes of missing channels, or the planar tail.</summary>
    public static void Clear(SimdTensor tensor)
    {
        TensorLayout layout = tensor.Layout;
        float* data = tensor.Pointer;
        if (layout.IsPlanar)
        {
            ClearPlanarTail(tensor);
            return;
        }

        int firstMissing = layout.Shape.Channels % TensorLayout.Block;
        if (firstMissing == 0)
            return;
        float* block = data + (long)(layout.ChannelBlocks - 1) * layout.Shape.Positions * TensorLayout.Block;
        for (long position = 0; position < layout.Shape.Positions; position++)
        {
            for (int lane = firstMissing; lane < TensorLayout.Block; lane++)
                block[position * TensorLayout.Block + lane] = 0;
        }
    }

    /// <summary>Clears the tail of a planar tensor, which operators that write positions one by one do not reach.</summary>
    public static void ClearPlanarTail(SimdTensor tensor)
    {
        if (!tensor.Layout.IsPlanar)
            return;
        for (long i = tensor.Shape.Length; i < tensor.Layout.StorageLength; i++)
            tensor.Pointer[i] = 0;
    }
}
