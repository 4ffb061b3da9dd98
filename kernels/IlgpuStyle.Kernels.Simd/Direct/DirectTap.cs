namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// One kernel element and where in the source frame it reads, relative to an output's position.
/// </summary>
/// <param name="KernelRow">kh.</param>
/// <param name="KernelColumn">kw.</param>
/// <param name="SourceRow">Rows below the position.</param>
/// <param name="SourceColumn">Columns right of the position.</param>
internal readonly record struct DirectTap(int KernelRow, int KernelColumn, int SourceRow, int SourceColumn);
