using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// A part of the loss that reads one layer or several, in three acts, so that a layer's map may come in pieces:
/// statistics are gathered piece by piece, the value follows from all of them, and then so does the gradient
/// of each piece. A value that is a sum over the pieces comes with their gradients.
/// </summary>
internal interface ILayerLoss : IDisposable
{
    /// <summary>Names of the layers that it reads, as in the network's table.</summary>
    IReadOnlyList<string> Layers { get; }

    /// <summary>How many slots it writes; their sum and <see cref="HostValue"/> are its value.</summary>
    int Slots { get; }

    /// <summary>Whether each piece writes a slot of its own, on the device that holds it; else every device that holds pieces has the whole
    /// value.</summary>
    bool IsSummedOverPieces => false;

    /// <summary>What the value has besides its slots, known after <see cref="Finish"/>; 0 for most.</summary>
    double HostValue => 0;

    /// <summary>Forgets the last evaluation's statistics, where there are any.</summary>
    void Begin()
    {
    }

    /// <summary>What it is made of, for reports; the values add up to its own.</summary>
    /// <param name="slots">What its slots hold, after <see cref="Finish"/>.</param>
    IEnumerable<LossTerm> Terms(ArraySegment<double> slots);

    /// <summary>Adds a piece to the statistics.</summary>
    /// <param name="layer">Which of <see cref="Layers"/>.</param>
    /// <param name="features">The piece's features.</param>
    /// <param name="window">Which piece.</param>
    /// <param name="results">Where values go.</param>
    /// <param name="slot">Its first slot.</param>
    void Accumulate(string layer, Tensor features, FeatureWindow window, ScalarBuffer results, int slot)
    {
    }

    /// <summary>
    /// All pieces have been read: its slots hold the value from here on. Nothing is left to do where each piece has its own.
    /// </summary>
    /// <param name="results">Where values go.</param>
    /// <param name="slot">Its first slot.</param>
    void Finish(ScalarBuffer results, int slot)
    {
    }

    /// <summary>
    /// gradFeatures += the term's gradient with respect to one piece, after <see cref="Finish"/>; and the piece's slot, where it has one.
    /// </summary>
    /// <param name="layer">Which of <see cref="Layers"/>.</param>
    /// <param name="features">The piece's features, as they were accumulated.</param>
    /// <param name="window">Which piece.</param>
    /// <param name="gradFeatures">∂L/∂features of the piece.</param>
    /// <param name="results">Where values go.</param>
    /// <param name="slot">Its first slot.</param>
    void AccumulateGradient(
        string layer, Tensor features, FeatureWindow window, Tensor gradFeatures, ScalarBuffer results, int slot);
}
