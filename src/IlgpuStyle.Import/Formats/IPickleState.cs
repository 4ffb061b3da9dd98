namespace IlgpuStyle.Import.Formats;

/// <summary>An object that a pickle makes first and fills later, with its BUILD instruction.</summary>
internal interface IPickleState
{
    /// <summary>
    /// Takes the state; a state of unexpected form throws <see cref="InvalidDataException"/>.
    /// </summary>
    void SetState(object? state);
}
