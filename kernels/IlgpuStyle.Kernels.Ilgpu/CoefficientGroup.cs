using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The coefficients of a <see cref="VectorGroup"/>; unused ones are not read.</summary>
internal struct CoefficientGroup
{
    public float C0;
    public float C1;
    public float C2;
    public float C3;
    public float C4;
    public float C5;
    public float C6;
    public float C7;

    /// <summary>On the host, as one kernel argument.</summary>
    /// <param name="c">Coefficients of vectors.</param>
    /// <param name="carried">1 if the group's first vector is the sum so far, else 0.</param>
    public CoefficientGroup(ReadOnlySpan<double> c, int carried)
    {
        C0 = carried != 0 ? 1f : (float)c[0];
        C1 = At(c, 1 - carried);
        C2 = At(c, 2 - carried);
        C3 = At(c, 3 - carried);
        C4 = At(c, 4 - carried);
        C5 = At(c, 5 - carried);
        C6 = At(c, 6 - carried);
        C7 = At(c, 7 - carried);
    }

    /// <summary>In a kernel, rounded to float32 as the host does it.</summary>
    /// <param name="c">Coefficients of vectors.</param>
    /// <param name="first">The first that is meant.</param>
    /// <param name="carried">1 if the group's first vector is the sum so far, else 0.</param>
    /// <param name="count">Vectors in the group, the sum counted.</param>
    public static CoefficientGroup Read(ArrayView<FloatPair> c, int first, int carried, int count)
    {
        int from = first - carried;
        return new CoefficientGroup
        {
            C0 = carried != 0 ? 1f : c[first].High,
            C1 = count > 1 ? c[from + 1].High : 0f,
            C2 = count > 2 ? c[from + 2].High : 0f,
            C3 = count > 3 ? c[from + 3].High : 0f,
            C4 = count > 4 ? c[from + 4].High : 0f,
            C5 = count > 5 ? c[from + 5].High : 0f,
            C6 = count > 6 ? c[from + 6].High : 0f,
            C7 = count > 7 ? c[from + 7].High : 0f,
        };
    }

    private static float At(ReadOnlySpan<double> c, int i) => i < c.Length ? (float)c[i] : 0f;
}
