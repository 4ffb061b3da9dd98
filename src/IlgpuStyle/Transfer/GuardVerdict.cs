namespace IlgpuStyle.Transfer;

/// <summary>What a <see cref="DivergenceGuard"/> thinks of a step.</summary>
internal enum GuardVerdict
{
    /// <summary>Go on.</summary>
    Good,

    /// <summary>The step was taken back; try again from the best iterate with shorter steps.</summary>
    RolledBack,

    /// <summary>The step was taken back, and trying again is pointless.</summary>
    GiveUp,
}
