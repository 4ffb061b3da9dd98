namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>The transforms of one line of n outputs, n + 2 inputs and n + 2 points: a tile's row or column.</summary>
internal unsafe interface ITileLine<TVector>
    where TVector : unmanaged
{
    /// <summary>n.</summary>
    static abstract int Outputs { get; }

    /// <summary>Bᵀ·d of the inputs of one column: n + 2 vectors, <paramref name="step"/> floats from one to the next.</summary>
    static abstract void Data<TSource>(TSource source, nint column, float* target, nint step)
        where TSource : struct, ITileSource<TVector>;

    /// <summary>Aᵀ·m of n + 2 products: n vectors.</summary>
    static abstract void Inverse(float* products, nint step, float* target, nint targetStep);
}
