namespace IlgpuStyle.Tests.Support;

/// <summary>What a <see cref="LooseBackend"/> puts off as long as it may.</summary>
public enum LooseOrder
{
    /// <summary>Operators run when somebody waits for them, transfers at once.</summary>
    OperatorsLate,

    /// <summary>Transfers run when somebody waits for them, operators at once.</summary>
    TransfersLate,
}
