using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>A part of the loss that reads the picture itself, always whole.</summary>
internal interface IPictureLoss : IDisposable
{
    /// <summary>How many slots it writes.</summary>
    int Slots { get; }

    /// <summary>What it adds to the loss.</summary>
    /// <param name="slots">What its slots hold after <see cref="EvaluateAndAccumulate"/>.</param>
    LossTerm Term(ReadOnlySpan<double> slots);

    /// <summary>The slots from <paramref name="slot"/> on = the value; gradImage += the gradient.</summary>
    /// <param name="image">(3, H, W), as <see cref="Network.PixelNormalization.Upload"/> brings it.</param>
    /// <param name="results">Where values go.</param>
    /// <param name="slot">Its first slot.</param>
    /// <param name="gradImage">∂L/∂image.</param>
    void EvaluateAndAccumulate(Tensor image, ScalarBuffer results, int slot, Tensor gradImage);
}
