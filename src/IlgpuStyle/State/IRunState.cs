namespace IlgpuStyle.State;

/// <summary>
/// Something that changes from step to step and decides what the next step does. What <see cref="Save"/>
/// writes and <see cref="Load"/> reads must be enough for the same bits as without the pause between them;
/// scratch of a single step does not belong to it. Both are called between two steps.
/// </summary>
internal interface IRunState
{
    /// <summary>Writes the state; changes nothing.</summary>
    void Save(StateWriter state);

    /// <summary>Takes over the state that an object of the same settings wrote.</summary>
    /// <exception cref="InputException">
    /// A value is missing or has another shape: the settings were others.
    /// </exception>
    void Load(StateReader state);
}
