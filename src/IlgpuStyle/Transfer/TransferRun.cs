using System.Diagnostics.CodeAnalysis;
using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Optimization;
using IlgpuStyle.State;

namespace IlgpuStyle.Transfer;

/// <summary>
/// One run from pictures to picture, stage by stage, step by step. The loop stands in <see cref="RunStage"/>
/// and nowhere else. Between two steps the run can be saved, and a run of the same options and pictures that
/// loads it goes on with the same bits.
/// </summary>
internal sealed partial class TransferRun : IRunState, IDisposable
{
    private readonly IBackend _backend;
    private readonly TransferPictures _pictures;
    private readonly TransferHooks _hooks;
    private readonly ImageSize _fullSize;
    private readonly IReadOnlyList<ScaleStage> _stages;
    private readonly ColorPlan _colors;
    private readonly TransferPictures _given;
    private readonly StageClock _clock;
    private readonly PreparedNetwork _network;

    // The preset changes when somebody changes weights during the run.
    private StyleTransferOptions _options;
    private TransferStage _stage;
    private int _index;
    private int _iteration;
    private bool _isStepping;
    private double _lossBefore = double.NaN, _initialLossBefore = double.NaN;

    /// <summary>Prepares the first stage, or the one that the saved state stands in.</summary>
    /// <exception cref="InputException">
    /// A layer is missing, the picture is too small, or the saved state does not fit.
    /// </exception>
    public TransferRun(
        PreparedNetwork network, StyleTransferOptions options, TransferPictures pictures, TransferHooks hooks)
    {
        _network = network;
        _backend = network.Backend;
        _options = options;
        _given = pictures;
        _colors = new ColorPlan(options, pictures);
        _pictures = _colors.Prepare();
        _hooks = hooks;
        _stages = ScalePlan.Stages(options, pictures.Content.Size);
        _fullSize = _stages[^1].Size;
        _clock = new StageClock(_stages, hooks.SecondsPerStep);
        try
        {
            if (hooks.Resume is { } state)
                Load(state);
            else
                StartStage(() => InitialPicture.Create(options, _pictures, _stages[0].Size));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private ResampleFilter GrowthFilter => _options.IsTorus ? ResampleFilter.Bicubic : _options.Replay.GrowthFilter;

    // Nothing was evaluated since the stage began: its picture is the one before at another size or with other weights.
    private bool IsUntouched => double.IsNaN(_stage.InitialLoss);

    private int TotalIteration => _stages.Take(_index).Sum(s => s.Iterations) + _iteration;

    /// <summary>Runs to the end.</summary>
    public TransferResult Execute()
    {
        if (_hooks.Resume is not null)
            Tell(TransferEventKind.Resumed, $"resumed after {Counted.Of(TotalIteration, "step")}.");
        _hooks.Started?.Invoke(Progress());
        TransferEnding ending = RunStage();
        while (ending == TransferEnding.Finished && _index < _stages.Count - 1)
        {
            _index++;
            _iteration = 0;
            AdamMoments? moments = _stage.Moments();
            StartStage(_stage.Picture);
            if (moments is not null)
                _stage.Adopt(moments.At(_stages[_index].Size, _options.IsTorus, GrowthFilter));
            ending = RunStage();
        }

        if (ending == TransferEnding.Interrupted)
        {
            Tell(TransferEventKind.Interrupted, $"interrupted after {Counted.Of(TotalIteration, "step")}.");
            _hooks.Interrupted?.Invoke(Progress());
        }

        (double loss, LossReport terms) = IsUntouched ? (_lossBefore, _stage.Terms) : _stage.Outcome();
        return new TransferResult(
            Transparent(Finish(AtFullSize(_stage.Picture()))), loss, IsUntouched ? _initialLossBefore : _stage.InitialLoss, terms,
            _clock.Evaluations, _clock.EvaluationTime, _clock.Elapsed, _backend.PeakAllocatedBytes, ending);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stage?.Dispose();
        _backend.GiveBackSpare();
    }

    /// <summary>The colours of the result, and the pinned pixels as they were given.</summary>
    private RgbImage Finish(RgbImage picture)
    {
        RgbImage finished = _colors.Finish(picture);
        if (_given.Pinned is not null)
            PinnedPixels.Of(_given, StageTargets.AtSize(_given.Content, finished.Size, _options.ContentFit))!.ApplyTo(finished);
        return finished;
    }

    private RgbImage Transparent(RgbImage picture) =>
        _given.Opacity is { } opacity ? new RgbImage(picture.Width, picture.Height, picture.Data, opacity.Resize(picture.Size).Data)
            : picture;

    private RgbImage AtFullSize(RgbImage picture) =>
        picture.Size == _fullSize ? picture : Resampler.Resize(picture, _fullSize, ResampleFilter.Bicubic, _options.IsTorus);

    private TransferEnding RunStage()
    {
        if (!_stage.IsBegun)
        {
            if (!GrantWishes() || !TryEvaluate(_stage.Begin))
                return TransferEnding.Interrupted;
            _hooks.StageStarted?.Invoke(Progress());
        }

        while (_iteration < _stages[_index].Iterations && !_stage.IsDone)
        {
            GuardVerdict verdict = default;
            if (!GrantWishes() || !TryEvaluate(() => verdict = _stage.Step(_iteration + 1)))
                return TransferEnding.Interrupted;
            _iteration++;
            _hooks.Step?.Invoke(Progress());
            if (verdict == GuardVerdict.GiveUp)
            {
                Tell(TransferEventKind.GaveUp, _stage.Divergence);
                return TransferEnding.Diverged;
            }

            if (verdict == GuardVerdict.RolledBack)
                Tell(TransferEventKind.RolledBack, _stage.Divergence);
        }

        return TransferEnding.Finished;
    }

    /// <summary>A step, or the start's evaluation; false if the run was asked to stop in the middle of it.</summary>
    private bool TryEvaluate(Action evaluate)
    {
        int evaluations = _clock.Evaluations;
        try
        {
            _isStepping = true;
            evaluate();
            return true;
        }
        catch (OperationCanceledException) when (_hooks.Control.IsStopping)
        {
            // The resumed run makes the whole step again.
            _clock.TakeBack(evaluations);
            return false;
        }
        finally
        {
            _isStepping = false;
        }
    }

    /// <summary>
    /// A tile was evaluated. Only L-BFGS can give up an evaluation half way and lose nothing; the evaluation
    /// of an outcome, after the last step, is let through.
    /// </summary>
    private void OnTile(int done, int count)
    {
        _hooks.Tile?.Invoke(done, count);
        if (_isStepping && _hooks.Control.IsStopping && _options.Optimizer is OptimizerKind.Lbfgs or OptimizerKind.LbfgsFixedStep)
            throw new OperationCanceledException();
    }

    /// <summary>Waits and changes weights as asked.</summary>
    /// <returns>Whether to go on.</returns>
    private bool GrantWishes()
    {
        RunControl control = _hooks.Control;
        if (control.IsPaused && !control.IsStopping)
        {
            _clock.Pause();
            Tell(TransferEventKind.Paused, $"paused after {Counted.Of(TotalIteration, "step")}.");
            control.WaitWhilePaused();
            _clock.Continue();
            Tell(TransferEventKind.Continued, "continued.");
        }

        if (control.IsStopping)
            return false;
        if (control.TakeWeights() is { } change)
        {
            _options = _options with { Preset = change.ApplyTo(_options.Preset) };
            StartStage(_stage.Picture);
            Tell(TransferEventKind.WeightsChanged, $"after {TotalIteration} steps: {change}.", change);
        }

        return true;
    }

    /// <summary>Begins the current stage.</summary>
    /// <param name="picture">
    /// Its first iterate, at any size; asked once, before the stage before ends.
    /// </param>
    [MemberNotNull(nameof(_stage))]
    private void StartStage(Func<RgbImage> picture)
    {
        ImageSize size = _stages[_index].Size;
        Func<RgbImage> start = HandOver(picture, size, GrowthFilter, _options.IsTorus);
        if (_stage is not null && !IsUntouched)
            (_lossBefore, _initialLossBefore) = (_stage.LastStep.Loss, _stage.InitialLoss);
        _stage?.Dispose();
        _clock.StartStage(_index);
        LossPreset preset = _options.Preset.ForStage((double)_fullSize.LongSide / size.LongSide);
        StyleTransferOptions options = _options with { Preset = preset };
        _stage = new TransferStage(_network, options, _pictures, size, start, _clock) { OnTile = OnTile };
        _clock.BeginSteps(_iteration);
    }

    /// <summary>
    /// The picture at a size, made now and given to whoever asks first: nobody else holds it, not even a
    /// variable of a method that goes on, so that its memory comes back once the stage's backend has it.
    /// </summary>
    private static Func<RgbImage> HandOver(Func<RgbImage> picture, ImageSize size, ResampleFilter filter, bool isTorus)
    {
        RgbImage? start = StageTargets.Shown(picture(), size, filter, isTorus);
        return () => Interlocked.Exchange(ref start, null)!;
    }

    private void Tell(TransferEventKind kind, string message, WeightChange? weights = null) => _hooks.Event?.Invoke(
        new TransferEvent { Kind = kind, TotalIteration = TotalIteration, Message = message, Weights = weights });
}
