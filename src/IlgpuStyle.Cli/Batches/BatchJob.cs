namespace IlgpuStyle.Cli.Batches;

/// <summary>One picture of a batch: the words that <c>transfer</c> would get.</summary>
/// <param name="Origin">
/// Where it was asked for, for messages: "jobs.jsonl line 3", "photo a.jpg, painting b.png".
/// </param>
/// <param name="Words">
/// Values by option name without its dashes; photo, painting and output are among them.
/// </param>
internal sealed record BatchJob(string Origin, IReadOnlyDictionary<string, IReadOnlyList<string>> Words)
{
    /// <summary>Name of the result in <see cref="Words"/>.</summary>
    public const string OutputName = "output";

    /// <summary>The result's path; empty until the plan has named it.</summary>
    public string Output => Words.TryGetValue(OutputName, out IReadOnlyList<string>? values) ? values[0] : "";

    /// <summary>The same job with some words replaced or added.</summary>
    public BatchJob With(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> words)
    {
        Dictionary<string, IReadOnlyList<string>> merged = new(Words);
        foreach ((string name, IReadOnlyList<string> values) in words)
            merged[name] = values;
        return this with { Words = merged };
    }
}
