namespace IlgpuStyle.Backends;

/// <summary>
/// One step of Adam (Kingma &amp; Ba 2015, algorithm 1) with the step-dependent factors already worked out:
/// m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; x ← x − StepSize · m / (√(v·SecondMomentCorrection) + ε).
/// The factors are float64 like all scalars of <see cref="IBackend"/>; a backend rounds them at its entry.
/// </summary>
/// <param name="StepSize">Learning rate / (1 − β₁ᵗ).</param>
/// <param name="Beta1">β₁, decay of the first moment.</param>
/// <param name="Beta2">β₂, decay of the second moment.</param>
/// <param name="SecondMomentCorrection">1 / (1 − β₂ᵗ).</param>
/// <param name="Epsilon">ε, added outside the root.</param>
internal readonly record struct AdamParameters(
    double StepSize, double Beta1, double Beta2, double SecondMomentCorrection, double Epsilon);
