namespace IlgpuStyle.Tests.Kernels;

/// <summary>The collection of tests that watch the whole process: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "measured alone";
}
