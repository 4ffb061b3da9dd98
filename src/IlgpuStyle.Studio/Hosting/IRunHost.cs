using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Studio.Hosting;

/// <summary>Whose runs a page shows: a workshop's, or the one run of a command.</summary>
internal interface IRunHost
{
    /// <summary>The workshop's folder; null if there is none.</summary>
    string? Folder { get; }

    /// <summary>All runs, newest first.</summary>
    IReadOnlyList<RunSummary> Runs { get; }

    /// <summary>The pictures that runs are made from.</summary>
    IReadOnlyList<ShelfPicture> Pictures { get; }

    /// <summary>A run has changed besides its progress; called on any thread.</summary>
    Action<RunSummary>? Changed { get; set; }

    /// <summary>A run is further; called on the thread that computes.</summary>
    Action<RunNews>? Progressed { get; set; }

    /// <summary>How many look.</summary>
    Func<int> Viewers { get; set; }

    /// <summary>One run; null if there is none of that name.</summary>
    RunSummary? Find(string id);

    /// <summary>The run while it waits or is being painted; null otherwise.</summary>
    LiveRun? Live(string id);

    /// <summary>The file of a run's picture; null if there is none.</summary>
    string? PictureOf(string id);

    /// <summary>A copy of a picture that any browser shows.</summary>
    /// <param name="path">The picture's file.</param>
    /// <param name="side">Long side in pixels; null for its own size.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    string Preview(string path, int? side);

    /// <summary>The steps of a run that is not being painted.</summary>
    IReadOnlyList<StepRecord> StepsOf(string id);

    /// <summary>Asks something of a run that is being painted.</summary>
    /// <exception cref="InputException">It is not.</exception>
    RunSummary Ask(string id, Action<LiveRun> wish);
}
