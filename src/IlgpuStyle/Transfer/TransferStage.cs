using System.Diagnostics;
using IlgpuStyle.Backends;
using IlgpuStyle.Backends.Scratch;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Optimization;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Transfer;

/// <summary>One stage of a run: the pictures at its size, the objective, the iterate and its optimiser.</summary>
internal sealed class TransferStage : IRunState, IDisposable
{
    private readonly IBackend _backend;
    private readonly ScratchBackend? _scratch;
    private readonly PixelNormalization _normalization;
    private readonly StyleTransferObjective _objective;
    private readonly Tensor _x;
    private readonly Tensor? _free;
    private readonly IOptimizer _optimizer;
    private readonly DivergenceGuard _guard;
    private readonly IterateAverage? _average;
    private readonly EarlyStop _stop;
    private readonly bool _keepsBest;
    private readonly bool _carriesMoments;
    private readonly int _matchEvery;
    private bool _isStopped;
    private readonly StageClock _clock;
    private readonly Objective _evaluate;

    /// <summary>Computes the targets and allocates everything the stage needs.</summary>
    /// <param name="network">The packed weights.</param>
    /// <param name="options">What the run computes.</param>
    /// <param name="pictures">Content and style, any size.</param>
    /// <param name="size">The stage's.</param>
    /// <param name="start">The first iterate, of that size; asked once, and not kept.</param>
    /// <param name="clock">Counts the evaluations.</param>
    public TransferStage(
        PreparedNetwork network, StyleTransferOptions options, TransferPictures pictures, ImageSize size, Func<RgbImage> start,
            StageClock clock)
    {
        if (options.ScratchFolder is not null || options.KeepsOnHost)
        {
            _scratch = new ScratchBackend(network.Backend, options.ScratchFolder);
            network = network.On(_scratch);
        }

        _backend = network.Backend;
        _normalization = network.Normalization;
        _clock = clock;
        TensorShape shape = new(RgbImage.Channels, size.Height, size.Width);
        _x = _backend.Allocate("picture", shape, TensorRole.Vector);
        _free = UploadStart(options, pictures, start);
        // A rehearsal has no pictures to give back.
        long largest = pictures.Content.IsOutline ? 0 : size.Pixels;
        PictureMemory.GiveBack(largest);
        TransferTargets targets = StageTargets.Compute(network, options, pictures, size);
        PictureMemory.GiveBack(largest);
        _objective = new StyleTransferObjective(network, options.Preset, targets, shape, options.Tiles);
        _optimizer = OptimizerFactory.Create(_backend, shape, options, _normalization.Unit, _free);
        _evaluate = Evaluate;
        _guard = new DivergenceGuard(_backend, _x, options.MaxRollbacks);
        _average = options.AverageDecay > 0 ? new IterateAverage(_backend, shape, options.AverageDecay) : null;
        _stop = new EarlyStop(options.StopBelow, options.StopWindow);
        _keepsBest = !OptimizerFactory.IsMonotone(options.Optimizer);
        _carriesMoments = options.Adam.CarriesMoments;
        _matchEvery = options.Preset.MatchEvery;
    }

    /// <summary>
    /// Called after each tile of a tiled evaluation, see <see cref="StyleTransferObjective.OnTile"/>. With L-BFGS it may throw
    /// <see cref="OperationCanceledException"/>: the iterate is then the last accepted one.
    /// </summary>
    public Action<int, int>? OnTile
    {
        set => _objective.OnTile = value;
    }

    /// <summary>The last step that was made.</summary>
    public OptimizerStep LastStep { get; private set; } = new(double.NaN, double.NaN, 0, 0, OptimizerStatus.Continue);

    /// <summary>Whether another step would change nothing, or too little by <see cref="StyleTransferOptions.StopBelow"/>.</summary>
    public bool IsDone => _isStopped || LastStep.Status is OptimizerStatus.Converged or OptimizerStatus.Stalled;

    /// <summary>What the guard says of a step that diverged, for people; empty otherwise.</summary>
    public string Divergence { get; private set; } = "";

    /// <summary>Loss of the first iterate; NaN before <see cref="Begin"/>.</summary>
    public double InitialLoss { get; private set; } = double.NaN;

    /// <summary>The terms of the last evaluation of the last step that moved the picture, or of the start.</summary>
    public LossReport Terms { get; private set; } = new([]);

    /// <summary>Whether the start's losses are known.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>Evaluates the start.</summary>
    public void Begin()
    {
        LastStep = _optimizer.Start(_evaluate, _x);
        Terms = _objective.Report;
        _average?.Add(_x);
        IsBegun = true;
    }

    /// <summary>One optimiser step, after <see cref="Begin"/> if that was not called; a step that diverged is taken back.</summary>
    /// <param name="iteration">Its number in this stage, from 1.</param>
    public GuardVerdict Step(int iteration)
    {
        if (!IsBegun)
            Begin();
        // The start has its choice.
        if (iteration > 1 && (iteration - 1) % _matchEvery == 0 && _objective.Renewed.Count(loss => loss.Renew()) > 0)
            _optimizer.Renew();

        LastStep = _optimizer.Step(_evaluate, _x);
        GuardVerdict verdict = _guard.Judge(LastStep, InitialLoss, iteration, _x, _optimizer);
        if (verdict != GuardVerdict.Good)
        {
            Divergence = _guard.Describe(LastStep, verdict);
            if (double.IsFinite(_guard.BestLoss))
                LastStep = LastStep with { Loss = _guard.BestLoss, StepLength = 0, Status = OptimizerStatus.NotFinite };
            return verdict;
        }

        Divergence = "";
        // A step that was taken back evaluated last at a picture that is gone.
        if (LastStep.StepLength > 0)
            Terms = _objective.Report;
        _average?.Add(_x);
        _isStopped = _stop.Add(LastStep.Loss);
        return verdict;
    }

    /// <summary>What the optimiser of the next, larger stage may go on with; null if that begins afresh.</summary>
    public AdamMoments? Moments() => _carriesMoments ? (_optimizer as AdamOptimizer)?.Moments() : null;

    /// <summary>Goes on with the moments of the stage before, before the first step.</summary>
    public void Adopt(AdamMoments moments) => ((AdamOptimizer)_optimizer).Adopt(moments, _free);

    /// <summary>
    /// The stage's picture so far, fetched from the backend; not clamped: the average of the iterates if one is kept, else the best iterate
    /// of an optimiser whose loss also rises, else the current one.
    /// </summary>
    public RgbImage Picture()
    {
        RgbImage picture = new(_x.Shape.Width, _x.Shape.Height);
        if (_average is { Count: > 0 })
        {
            using Tensor average = _backend.Allocate("average", _x.Shape, TensorRole.Vector);
            _average.CopyTo(average);
            _normalization.Download(_backend, average, picture.Data);
        }
        else
        {
            _normalization.Download(_backend, IsBestElsewhere ? _guard.Best : _x, picture.Data);
        }

        return picture;
    }

    /// <summary>Loss and terms of <see cref="Picture"/>; costs an evaluation where that is not the current iterate.</summary>
    public (double Loss, LossReport Terms) Outcome()
    {
        bool isAverage = _average is { Count: > 1 };
        if (!isAverage && !IsBestElsewhere)
            return (LastStep.Loss, Terms);
        using Tensor shown = _backend.Allocate("picture shown", _x.Shape, TensorRole.Vector);
        using Tensor gradient = _backend.Allocate("gradient", _x.Shape, TensorRole.Vector);
        if (isAverage)
            _average!.CopyTo(shown);
        else
            _backend.Copy(_guard.Best, shown);
        return (Evaluate(shown, gradient), _objective.Report);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write("picture", _backend, _x);
        state.Write("begun", IsBegun);
        state.Write("initial loss", InitialLoss);
        state.Write("loss", LastStep.Loss);
        state.Write("gradient norm", LastStep.GradientNorm);
        state.Write("step length", LastStep.StepLength);
        state.Write("step evaluations", LastStep.Evaluations);
        state.Write("status", LastStep.Status.ToString());
        state.Write("terms", [.. Terms.Terms.Select(term => term.Value)]);
        state.Write("optimizer", _optimizer);
        state.Write("guard", _guard);
        state.Write("early stop", _stop);
        state.Write("stopped", _isStopped);
        for (int i = 0; i < _objective.Renewed.Count; i++)
            state.Write($"renewed {i}", _objective.Renewed[i]);
        if (_average is not null)
            state.Write("average", _average);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        state.Read("picture", _backend, _x);
        IsBegun = state.ReadBoolean("begun");
        InitialLoss = state.ReadDouble("initial loss");
        LastStep = new OptimizerStep(
            state.ReadDouble("loss"), state.ReadDouble("gradient norm"), state.ReadDouble("step length"),
            state.ReadInteger("step evaluations", 0, int.MaxValue), state.ReadWord<OptimizerStatus>("status"));
        double[] terms = state.ReadDoubles("terms");
        Terms = new LossReport([.. _objective.Report.Terms.Zip(terms, (term, value) => term with { Value = value })]);
        state.Read("optimizer", _optimizer);
        state.Read("guard", _guard);
        state.Read("early stop", _stop);
        _isStopped = state.ReadBoolean("stopped");
        for (int i = 0; i < _objective.Renewed.Count; i++)
            state.Read($"renewed {i}", _objective.Renewed[i]);
        if (_average is not null)
            state.Read("average", _average);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _guard.Dispose();
        _average?.Dispose();
        _optimizer.Dispose();
        _x.Dispose();
        _free?.Dispose();
        _objective.Dispose();
        _scratch?.Dispose();
    }

    /// <summary>x = the start, with the pinned pixels of the content; returns where x is free, or null for everywhere.</summary>
    private Tensor? UploadStart(StyleTransferOptions options, TransferPictures pictures, Func<RgbImage> start)
    {
        RgbImage picture = start();
        PinnedPixels? pinned = pictures.Pinned is null
            ? null
            : PinnedPixels.Of(pictures, StageTargets.AtSize(pictures.Content, picture.Size, options.ContentFit));
        pinned?.ApplyTo(picture);
        _normalization.Upload(_backend, picture.Data, _x);
        return pinned?.Free(_backend);
    }

    private bool IsBestElsewhere => _keepsBest && _guard.BestLoss < LastStep.Loss;

    private double Evaluate(Tensor image, Tensor gradient)
    {
        long begin = Stopwatch.GetTimestamp();
        double loss = _objective.Evaluate(image, gradient);
        if (_free is not null)
            _backend.MaskMultiply(gradient, _free, gradient);
        _clock.CountEvaluation(begin);
        if (double.IsNaN(InitialLoss))
            InitialLoss = loss;
        return loss;
    }
}
