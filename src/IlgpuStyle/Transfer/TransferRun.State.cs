using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using IlgpuStyle.Imaging;
using IlgpuStyle.State;

namespace IlgpuStyle.Transfer;

internal sealed partial class TransferRun
{
    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write("stages", DescribeStages());
        state.Write("stage index", _index);
        state.Write("iteration", _iteration);
        state.Write("content weight", _options.Preset.ContentWeight);
        state.Write("style weight", _options.Preset.StyleWeight);
        state.Write("total variation weight", _options.Preset.TotalVariationWeight);
        state.Write("loss before", _lossBefore);
        state.Write("initial loss before", _initialLossBefore);
        state.Write("clock", _clock);
        state.Write("stage", _stage);
    }

    /// <summary>Makes the stage that the state stands in and loads it.</summary>
    [MemberNotNull(nameof(_stage))]
    public void Load(StateReader state)
    {
        if (state.ReadText("stages") != DescribeStages())
        {
            throw new InputException(
                $"the saved run has stages {state.ReadText("stages")}, these settings ask for "
                    + $"{DescribeStages()}: it cannot be continued with them.");
        }

        _index = state.ReadInteger("stage index", 0, _stages.Count - 1);
        WeightChange weights = new(
            state.ReadDouble("content weight"), state.ReadDouble("style weight"), state.ReadDouble("total variation weight"));
        _options = _options with { Preset = weights.ApplyTo(_options.Preset) };
        ImageSize size = _stages[_index].Size;
        StartStage(() => new RgbImage(size.Width, size.Height));
        _iteration = state.ReadInteger("iteration", 0, _stages[_index].Iterations);
        (_lossBefore, _initialLossBefore) = (state.ReadDouble("loss before"), state.ReadDouble("initial loss before"));
        state.Read("clock", _clock);
        _clock.BeginSteps(_iteration);
        state.Read("stage", _stage);
    }

    private string DescribeStages() =>
        string.Join(", ", _stages.Select(s =>
            string.Create(CultureInfo.InvariantCulture, $"{s.Size.Width}×{s.Size.Height} {Counted.Of(s.Iterations, "step")}")));

    private TransferProgress Progress() => new()
    {
        Scale = _index + 1,
        ScaleCount = _stages.Count,
        Width = _stages[_index].Size.Width,
        Height = _stages[_index].Size.Height,
        Iteration = _iteration,
        Iterations = _stages[_index].Iterations,
        TotalIteration = TotalIteration,
        Evaluations = _clock.Evaluations,
        Loss = IsUntouched ? _lossBefore : _stage.LastStep.Loss,
        Terms = _stage.Terms,
        GradientNorm = _stage.LastStep.GradientNorm,
        StepLength = _stage.LastStep.StepLength,
        Status = _stage.LastStep.Status,
        AllocatedBytes = _backend.AllocatedBytes,
        SecondsPerEvaluation = _clock.SecondsPerEvaluation,
        Elapsed = _clock.Elapsed,
        Remaining = _clock.Remaining(_iteration),
        Picture = () => Finish(_stage.Picture()),
        State = this,
    };
}
