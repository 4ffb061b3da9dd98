using IlgpuStyle.State;

namespace IlgpuStyle.Losses;

/// <summary>
/// A part of the loss that chooses something (which vector is the nearest, which positions are read) and is a smooth function of the
/// picture as long as it keeps the choice: <see cref="LossPreset.MatchEvery"/> steps, so that L-BFGS has one function for that long.
/// </summary>
internal interface IRenewed : IRunState
{
    /// <summary>The next evaluation chooses anew.</summary>
    /// <returns>Whether there is another choice.</returns>
    bool Renew();
}
