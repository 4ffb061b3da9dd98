namespace IlgpuStyle.Runs;

/// <summary>What the process returns.</summary>
internal static class ExitCodes
{
    /// <summary>All is well.</summary>
    public const int Success = 0;

    /// <summary>Something the user can mend, or a check that did not pass.</summary>
    public const int UserError = 1;

    /// <summary>A defect in the program.</summary>
    public const int Defect = 2;

    /// <summary>Interrupted by the user; what was made so far is saved.</summary>
    public const int Interrupted = 130;
}
