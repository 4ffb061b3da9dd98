namespace IlgpuStyle.Preview;

/// <summary>What the page says about a run before its first step.</summary>
/// <param name="Title">Name of the result.</param>
/// <param name="Lines">What will run where, as the terminal shows it.</param>
/// <param name="Width">Of the result in pixels.</param>
/// <param name="Height">Of the result in pixels.</param>
/// <param name="Weights">The loss as it starts.</param>
public sealed record PreviewStart(
    string Title, IReadOnlyList<string> Lines, int Width, int Height, PreviewWeights Weights);
