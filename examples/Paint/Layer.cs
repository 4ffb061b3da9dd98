namespace Paint;

/// <summary>
/// Brushes of one size: how wide and long the strokes are, how dense they lie and how far their colours
/// stray.
/// </summary>
internal readonly record struct Layer(float Radius, float Length, float Spacing, float Stray);
