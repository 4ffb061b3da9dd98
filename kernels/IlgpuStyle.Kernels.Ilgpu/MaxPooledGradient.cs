using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Max pooling: the first largest pixel gets the whole gradient, if it is open.</summary>
internal readonly struct MaxPooledGradient : IPooledGradient
{
    /// <inheritdoc/>
    public Float4 Distribute(float gradient, Float4 pixels, float share)
    {
        float best = pixels.X;
        bool second = pixels.Y > best;
        best = second ? pixels.Y : best;
        bool third = pixels.Z > best;
        best = third ? pixels.Z : best;
        bool fourth = pixels.W > best;
        best = fourth ? pixels.W : best;
        float part = best > 0f ? gradient : 0f;
        return new Float4(
            second || third || fourth ? 0f : part, second && !third && !fourth ? part : 0f, third && !fourth ? part : 0f,
            fourth ? part : 0f);
    }

    /// <inheritdoc/>
    public float DistributeTo<TStorage>(float gradient, FeatureView reluOutput, int pixel, HaloSlot slot)
        where TStorage : struct, IFeatureStorage
    {
        // It must exceed the pixels before it and reach those behind it. As whole numbers, in whose order positive floats are, exceeding is
        // reaching one more. The pixel across from it is before it if that is to the left, the two of the other row if that is above; one
        // that does not exist is another one that does.
        int below = pixel + slot.Down;
        int own = Bits<TStorage>(reluOutput, pixel), beside = Bits<TStorage>(reluOutput, pixel + slot.Across);
        int most = IntrinsicMath.Max(Bits<TStorage>(reluOutput, below), Bits<TStorage>(reluOutput, below + slot.Across));
        most = IntrinsicMath.Max(beside + IsBefore(slot.Across), most + IsBefore(slot.Down));
        return own > 0 && own >= most ? gradient : 0f;
    }

    private static int Bits<TStorage>(FeatureView reluOutput, int at)
        where TStorage : struct, IFeatureStorage => (int)Interop.FloatAsInt(reluOutput.Read<TStorage>(at));

    // 1 if negative.
    private static int IsBefore(int distance) => (int)((uint)distance >> 31);
}
