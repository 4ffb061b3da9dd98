using IlgpuStyle.State;

namespace IlgpuStyle.Optimization;

internal sealed partial class LbfgsOptimizer
{
    /// <inheritdoc/>
    public void Restart(double stepFactor)
    {
        DropPairs();
        evaluated = false;
        stepScale *= stepFactor;
        displacement = options.FirstDisplacement * stepScale;
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write("loss", loss);
        state.Write("gradient norm", gradientNorm);
        state.Write("displacement", displacement);
        state.Write("step scale", stepScale);
        state.Write("evaluated", evaluated);
        state.Write("first iteration", firstIteration);
        state.Write("history", history);
        state.Write("gradient", backend, gradient);
        if (activeSet is null)
            return;
        state.Write("active set", activeSet);
        state.Write("free gradient", backend, freeGradient!);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        loss = state.ReadDouble("loss");
        gradientNorm = state.ReadDouble("gradient norm");
        displacement = state.ReadDouble("displacement");
        stepScale = state.ReadDouble("step scale");
        evaluated = state.ReadBoolean("evaluated");
        firstIteration = state.ReadBoolean("first iteration");
        state.Read("history", history);
        state.Read("gradient", backend, gradient);
        if (activeSet is null)
            return;
        state.Read("active set", activeSet);
        state.Read("free gradient", backend, freeGradient!);
    }
}
