namespace IlgpuStyle.Losses;

/// <summary>How several style pictures for the same part of the result become one style.</summary>
public enum StyleBlend
{
    /// <summary>
    /// Their statistics are averaged, and one loss compares with the mean: a style between them
    /// (jcjohnson/neural-style).
    /// </summary>
    Statistics,

    /// <summary>Each has a loss of its own, and the losses are averaged: a compromise between them.</summary>
    Losses,
}
