namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The coefficients of a <see cref="VectorGroup"/> as one kernel argument; unused ones are not
/// read.</summary>
internal readonly struct CoefficientGroup(ReadOnlySpan<double> c)
{
    public readonly float C0 = (float)c[0];
    public readonly float C1 = c.Length > 1 ? (float)c[1] : 0f;
    public readonly float C2 = c.Length > 2 ? (float)c[2] : 0f;
    public readonly float C3 = c.Length > 3 ? (float)c[3] : 0f;
    public readonly float C4 = c.Length > 4 ? (float)c[4] : 0f;
    public readonly float C5 = c.Length > 5 ? (float)c[5] : 0f;
    public readonly float C6 = c.Length > 6 ? (float)c[6] : 0f;
    public readonly float C7 = c.Length > 7 ? (float)c[7] : 0f;
}
