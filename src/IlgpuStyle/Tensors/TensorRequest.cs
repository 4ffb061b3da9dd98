namespace IlgpuStyle.Tensors;

/// <summary>
/// A tensor wanted in a <see cref="TensorArena"/>, with its lifetime in steps of a fixed schedule.
/// Two requests whose lifetimes do not meet may be given the same storage.
/// </summary>
/// <param name="Name">What the tensor holds, for messages.</param>
/// <param name="Shape">Logical shape.</param>
/// <param name="FirstStep">The step that first writes it.</param>
/// <param name="LastStep">
/// The last step that reads or writes it, at least <paramref name="FirstStep"/>.
/// </param>
/// <param name="Role">What it is for.</param>
internal sealed record TensorRequest(
    string Name, TensorShape Shape, int FirstStep, int LastStep, TensorRole Role)
{
    /// <summary>Whether both tensors are needed in some common step.</summary>
    public bool LivesTogetherWith(TensorRequest other) =>
        FirstStep <= other.LastStep && other.FirstStep <= LastStep;
}
