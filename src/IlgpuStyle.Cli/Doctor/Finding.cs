namespace IlgpuStyle.Cli.Doctor;

/// <summary>One thing that was looked at.</summary>
/// <param name="Verdict">How it is.</param>
/// <param name="Subject">What was looked at: "memory".</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to do about it; empty where nothing is to be done.</param>
internal sealed record Finding(Verdict Verdict, string Subject, string Text, string Remedy = "")
{
    /// <summary>All is well.</summary>
    public static Finding Good(string subject, string text) => new(Verdict.Good, subject, text);

    /// <summary>It works, but.</summary>
    public static Finding Note(string subject, string text, string remedy) =>
        new(Verdict.Note, subject, text, remedy);

    /// <summary>It does not work.</summary>
    public static Finding Broken(string subject, string text, string remedy) =>
        new(Verdict.Broken, subject, text, remedy);
}
