using IlgpuStyle.State;

namespace IlgpuStyle.Optimization;

internal sealed partial class LbfgsOptimizer
{
    /// <inheritdoc/>
    public void Restart(double stepFactor)
    {
        Renew();
        _stepScale *= stepFactor;
        _displacement = _options.FirstDisplacement * _stepScale;
    }

    /// <inheritdoc/>
    public void Renew()
    {
        DropPairs();
        _evaluated = false;
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write("loss", _loss);
        state.Write("gradient norm", _gradientNorm);
        state.Write("displacement", _displacement);
        state.Write("step scale", _stepScale);
        state.Write("evaluated", _evaluated);
        state.Write("first iteration", _firstIteration);
        state.Write("history", _history);
        state.Write("gradient", _backend, _gradient);
        if (_scale is not null)
            state.Write("scale", _scale);
        if (_activeSet is null)
            return;
        state.Write("active set", _activeSet);
        state.Write("free gradient", _backend, _freeGradient!);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _loss = state.ReadDouble("loss");
        _gradientNorm = state.ReadDouble("gradient norm");
        _displacement = state.ReadDouble("displacement");
        _stepScale = state.ReadDouble("step scale");
        _evaluated = state.ReadBoolean("evaluated");
        _firstIteration = state.ReadBoolean("first iteration");
        state.Read("history", _history);
        state.Read("gradient", _backend, _gradient);
        if (_scale is not null)
            state.Read("scale", _scale);
        if (_activeSet is null)
            return;
        state.Read("active set", _activeSet);
        state.Read("free gradient", _backend, _freeGradient!);
    }
}
