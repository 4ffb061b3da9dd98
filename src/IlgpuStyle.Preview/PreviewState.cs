namespace IlgpuStyle.Preview;

/// <summary>What the buttons and sliders show.</summary>
/// <param name="Paused">Whether the run waits, or will at the next step boundary.</param>
/// <param name="Stopping">Whether the run was asked to end.</param>
/// <param name="Weights">As last asked for.</param>
/// <param name="Message">What happened last, for people.</param>
internal sealed record PreviewState(bool Paused, bool Stopping, PreviewWeights Weights, string Message);
