namespace IlgpuStyle.Bench;

/// <summary>What one call of an operator has to do, whatever the algorithm.</summary>
/// <param name="Flops">Multiplications and additions of the direct algorithm; 0 for a copy.</param>
/// <param name="Bytes">Every operand read once and every result written once.</param>
public readonly record struct OperatorWork(double Flops, double Bytes);
