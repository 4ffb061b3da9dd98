namespace IlgpuStyle.Cli.Doctor;

/// <summary>How bad a finding is.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Works, but something could be better or is not there.</summary>
    Note,

    /// <summary>A run cannot work like this.</summary>
    Broken,
}
