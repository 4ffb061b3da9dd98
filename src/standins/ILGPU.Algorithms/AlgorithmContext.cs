namespace ILGPU;

public static class AlgorithmContext
{
    /// <summary>
    /// Makes MathF and XMath work on every device of the package; the stand-in runs .NET's own.
    /// </summary>
    public static Context.Builder EnableAlgorithms(this Context.Builder builder) => builder;
}
