namespace IlgpuStyle.Kernels.Simd.Lanes;

/// <summary>
/// The vector operations that kernels are written in. One struct per width implements them as static members,
/// so that a kernel generic over (TLanes, TVector) compiles to plain instructions of that width: the runtime
/// specialises it per struct and inlines all.
/// </summary>
/// <typeparam name="TVector">The register type of this width.</typeparam>
internal interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>
    /// Floats per vector: 4, 8 or 16, always a divisor of <see cref="Memory.TensorLayout.Block"/>.
    /// </summary>
    static abstract int Count { get; }

    /// <summary>Whether the machine has 32 vector registers rather than 16.</summary>
    static abstract bool ManyRegisters { get; }

    /// <summary>All lanes 0.</summary>
    static abstract TVector Zero { get; }

    /// <summary>Reads <see cref="Count"/> floats.</summary>
    static abstract unsafe TVector Load(float* source);

    /// <summary>Writes <see cref="Count"/> floats.</summary>
    static abstract unsafe void Store(TVector vector, float* destination);

    /// <summary>
    /// Writes <see cref="Count"/> floats, aligned to their size, past the caches: no line is read before it
    /// is overwritten. For results that leave the caches anyway before anyone reads them.
    /// </summary>
    static abstract unsafe void StoreStreaming(TVector vector, float* destination);

    /// <summary>Asks for a cache line to be brought to the level-1 cache; any address will do.</summary>
    static abstract unsafe void PrefetchNear(float* address);

    /// <summary>Asks for a cache line to be brought to the level-2 cache; any address will do.</summary>
    static abstract unsafe void Prefetch(float* address);

    /// <summary>All lanes <paramref name="value"/>.</summary>
    static abstract TVector Broadcast(float value);

    /// <summary>a + b.</summary>
    static abstract TVector Add(TVector a, TVector b);

    /// <summary>a − b.</summary>
    static abstract TVector Subtract(TVector a, TVector b);

    /// <summary>a · b.</summary>
    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>a / b.</summary>
    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a · b + c, rounded once where the hardware can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>√a.</summary>
    static abstract TVector Sqrt(TVector a);

    /// <summary>max(0, a); NaN passes through.</summary>
    static abstract TVector Relu(TVector a);

    /// <summary>min(max(a, lower), upper).</summary>
    static abstract TVector Clamp(TVector a, TVector lower, TVector upper);

    /// <summary>value where gate &gt; 0, else 0.</summary>
    static abstract TVector WherePositive(TVector gate, TVector value);

    /// <summary>Lanes of all ones where a &gt; b, else zeros.</summary>
    static abstract TVector GreaterThan(TVector a, TVector b);

    /// <summary>Lanes of all ones where a = b, else zeros.</summary>
    static abstract TVector Equal(TVector a, TVector b);

    /// <summary>a where the mask's lane is all ones, else b.</summary>
    static abstract TVector Select(TVector mask, TVector a, TVector b);

    /// <summary>Sum of the lanes.</summary>
    static abstract float Sum(TVector a);

    /// <summary>a[0], b[0], a[1], b[1] … in two vectors.</summary>
    static abstract (TVector Lower, TVector Upper) Interleave(TVector a, TVector b);

    /// <summary>The elements of two vectors, one after the other, with even indices and with odd ones.</summary>
    static abstract (TVector Even, TVector Odd) Deinterleave(TVector lower, TVector upper);

    /// <summary>
    /// target[j·targetStride + i] = source[i·sourceStride + j] for a square of <see cref="Count"/> rows and
    /// columns.
    /// </summary>
    static abstract unsafe void Transpose(float* source, nint sourceStride, float* target, nint targetStride);

    /// <summary>sums[i] += values[i] for <see cref="Count"/> elements.</summary>
    static abstract unsafe void AddTo(double* sums, float* values);

    /// <summary>Σ a·b in float64 over <paramref name="length"/> floats, a multiple of 16.</summary>
    static abstract unsafe double Dot(float* a, float* b, int length);

    /// <summary>
    /// sums[k·stride] += Σ rows[k·length + i]·b[i] in float64 for three rows that <see cref="Widen"/> has made, each with the bits of
    /// <see cref="Dot"/>: b is read and widened once for all. What follows b is asked for meanwhile.
    /// </summary>
    static abstract unsafe void AddThreeDots(double* rows, float* b, int length, double* sums, int stride);

    /// <summary>target[i] = source[i] for <paramref name="length"/> floats, a multiple of 16.</summary>
    static abstract unsafe void Widen(float* source, double* target, int length);

    /// <summary>Σ (a − b)² in float64 over <paramref name="length"/> floats, a multiple of 16.</summary>
    static abstract unsafe double SquaredDistance(float* a, float* b, int length);

    /// <summary>Σ |a| in float64 over <paramref name="length"/> floats, a multiple of 16.</summary>
    static abstract unsafe double SumAbsolute(float* a, int length);
}
