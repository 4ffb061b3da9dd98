using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// A distance between the statistics of the picture and of the style at one layer, and its gradient.
/// </summary>
internal interface IStyleMeasure : IDisposable
{
    /// <summary>How many slots it writes.</summary>
    int Slots { get; }

    /// <summary>
    /// What the value has besides its slots, known to the host after <see cref="Evaluate"/>.
    /// </summary>
    double HostValue { get; }

    /// <summary>∂L/∂moment divided by <see cref="MomentScale"/>, (1, C, C), symmetric.</summary>
    Tensor GradMoment { get; }

    /// <summary>Factor of <see cref="GradMoment"/>.</summary>
    double MomentScale { get; }

    /// <summary>∂L/∂mean, (C, 1, 1); null if the value does not depend on it.</summary>
    Tensor? GradMean { get; }

    /// <summary>
    /// From now on the value is a function that has the gradient of the last <see cref="Evaluate"/> there, where the value itself has not.
    /// </summary>
    void HoldGradient()
    {
    }

    /// <summary>Value and gradient at the picture's statistics.</summary>
    /// <param name="moment">m of the picture.</param>
    /// <param name="mean">μ of the picture; null where it is not wanted.</param>
    /// <param name="results">Where values go.</param>
    /// <param name="slot">Its first slot.</param>
    void Evaluate(Tensor moment, Tensor? mean, ScalarBuffer results, int slot);
}
