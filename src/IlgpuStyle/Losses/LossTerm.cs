namespace IlgpuStyle.Losses;

/// <summary>One weighted summand of the loss.</summary>
/// <param name="Kind">The part it belongs to.</param>
/// <param name="Layer">The layer it reads; empty for what reads pixels alone.</param>
/// <param name="Value">Its value, weights included.</param>
/// <param name="Part">Which of several terms of that kind and layer; empty if there is one.</param>
public readonly record struct LossTerm(LossTermKind Kind, string Layer, double Value, string Part = "");
