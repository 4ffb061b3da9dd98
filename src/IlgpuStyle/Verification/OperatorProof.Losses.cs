using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Verification;

/// <content>Losses, vectors, the optimiser's scalars.</content>
internal static partial class OperatorProof
{
    // Pairs of the recursion; its scalars start from Sum, and random pairs have a condition number of some hundred.
    private const int Pairs = 5;
    private const double Recursion = 1e-4;

    private static IEnumerable<OperatorCase> Losses()
    {
        foreach (TensorShape shape in (TensorShape[])[s_features, s_few])
        {
            TensorShape matrix = TensorShape.Matrix(shape.Channels), vector = new(shape.Channels, 1, 1), mask = shape with { Channels = 1 };
            yield return new($"GramForward {shape}", Gram, run =>
                run.Backend.GramForward(run.Positive(shape), 1.0 / shape.Positions, run.Output("", matrix)));
            yield return new($"GramBackwardAccumulate {shape}", Gram, run => run.Backend.GramBackwardAccumulate(
                run.Symmetric(shape.Channels), run.Normal(shape), 0.3, run.Result("", run.Normal(shape))));
            yield return new($"ChannelSums {shape}", Gram, run =>
                run.Backend.ChannelSums(run.Positive(shape), 0.5, run.Output("", vector)));
            yield return new($"ChannelAccumulate {shape}", Elementwise, run =>
                run.Backend.ChannelAccumulate(run.Normal(vector), 0.5, run.Result("", run.Normal(shape))));
            yield return new($"MaskMultiply {shape}", Elementwise, run =>
                run.Backend.MaskMultiply(run.Normal(shape), run.Normal(mask), run.Output("", shape)));
            yield return new($"MaskMultiply {shape}, a mask a channel", Elementwise, run =>
                run.Backend.MaskMultiply(run.Normal(shape), run.Normal(shape), run.Output("", shape)));
            yield return new($"MaskMultiplyAccumulate {shape}", Elementwise, run => run.Backend.MaskMultiplyAccumulate(
                run.Normal(shape), run.Normal(mask), 0.5, run.Result("", run.Normal(shape))));
            yield return new($"SquaredDistance {shape}", Sum, run =>
                run.Backend.SquaredDistance(run.Normal(shape), run.Normal(shape), 0.37, run.Slots("", 1), 0));
            yield return new($"SquaredDistanceAccumulate {shape}", Elementwise, run => run.Backend.SquaredDistanceAccumulate(
                run.Normal(shape), run.Normal(shape), 0.37, run.Slots("value", 1), 0, run.Result("gradient", run.Normal(shape))));
            TensorShape candidates = new(shape.Channels, 5, 7);
            float[] nearest = [.. Enumerable.Range(0, shape.Positions).Select(position => (float)(position % candidates.Positions))];
            yield return new($"NormalizePositions {shape}", Elementwise, run =>
                run.Backend.NormalizePositions(run.Normal(shape), run.Output("", shape)));
            // Numbers of the nearest: no two candidates are as near to a position that rounding decides.
            yield return new($"NearestPositions {shape}", 0, run =>
                run.Backend.NearestPositions(run.Normal(shape), run.Normal(candidates), run.Output("", mask)));
            yield return new($"CosineDistanceAccumulate {shape}", Elementwise, run => run.Backend.CosineDistanceAccumulate(
                run.Normal(shape), run.Normal(candidates), run.Of(mask, nearest), 0.3, run.Slots("value", 1), 0,
                run.Result("gradient", run.Normal(shape))));
            yield return new($"MatchRanks {shape}", 0, run =>
                run.Backend.MatchRanks(run.Normal(shape), run.Normal(shape), run.Output("", shape)));
            TensorShape plane = new(1, 1, 11), chosen = plane with { Channels = shape.Channels };
            float[] positions = [.. Enumerable.Range(0, plane.Width).Select(n => (float)(n * 5 % shape.Positions / 2))];
            yield return new($"GatherPositions {shape}", 0, run =>
                run.Backend.GatherPositions(run.Normal(shape), run.Of(plane, positions), run.Output("", chosen)));
            yield return new($"ScatterPositionsAccumulate {shape}", Elementwise, run => run.Backend.ScatterPositionsAccumulate(
                run.Normal(chosen), run.Of(plane, positions), run.Result("", run.Normal(shape))));
            yield return new($"TransposePositions {shape}", 0, run => run.Backend.TransposePositions(
                run.Normal(shape), run.Output("", new TensorShape(shape.Positions, 1, shape.Channels))));
            yield return new($"AbsoluteDistanceAccumulate {shape}", Elementwise, run => run.Backend.AbsoluteDistanceAccumulate(
                run.Normal(shape), run.Normal(shape), 0.3, run.Slots("value", 1), 0, run.Result("gradient", run.Normal(shape))));
        }

        // Cosines of ±½ and 1: no two columns' shares are so near that rounding decides their sign.
        float[] Signs(int n, int step) => [.. Enumerable.Range(0, n * n).Select(
            k => k % n == k / n ? 1f : (k % n + k / n) * step % 7 < 3 ? 0.5f : -0.25f)];
        yield return new("SelfSimilarityDistance 37", Elementwise, run => run.Backend.SelfSimilarityDistance(
            run.Of(TensorShape.Matrix(37), Signs(37, 1)), run.Of(TensorShape.Matrix(37), Signs(37, 3)), 0.3, run.Slots("value", 1), 0,
            run.Output("gradient", TensorShape.Matrix(37))));
        yield return new("MatrixProduct 64", Gram, run => run.Backend.MatrixProduct(
            run.Symmetric(64), run.Symmetric(64), 0.5, run.Output("", TensorShape.Matrix(64))));
        foreach (TotalVariationKind kind in Enum.GetValues<TotalVariationKind>())
        {
            yield return new($"TotalVariationAccumulate {s_image}, {kind}", Elementwise, run => run.Backend.TotalVariationAccumulate(
                run.Distinct(s_image), kind, 0.6, 1.7, run.Slots("value", 1), 0, run.Result("gradient", run.Normal(s_image))));
        }

        yield return new($"DiagonalVariationAccumulate {s_image}", Elementwise, run => run.Backend.DiagonalVariationAccumulate(
            run.Normal(s_image), 0.7, run.Slots("value", 1), 0, run.Result("gradient", run.Normal(s_image))));
    }

    private static IEnumerable<OperatorCase> Vectors()
    {
        TensorShape coarse = new(3, 19, 25);
        foreach (TensorShape shape in (TensorShape[])[s_image, TensorShape.Vector(1023)])
        {
            // Squares: sums of products of one sign have no cancellation to magnify their errors.
            yield return new($"Dots {shape}", Sum, run => run.Backend.Dots(
                [run.Positive(shape), run.Positive(shape)], [run.Positive(shape)], run.Result("", new double[2])));
            yield return new($"Dots into slots {shape}", Sum, run => run.Backend.Dots(
                [run.Positive(shape), run.Positive(shape)], [run.Positive(shape)], run.Slots("", 2)));
            yield return new($"SumAbsolute {shape}", Sum, run =>
            {
                double[] sum = run.Result("", new double[1]);
                sum[0] = run.Backend.SumAbsolute(run.Normal(shape));
            });
            yield return new($"LinearCombination {shape}", Elementwise, run => run.Backend.LinearCombination(
                [1, -0.5, 0.3], [run.Normal(shape), run.Normal(shape), run.Normal(shape)], run.Output("", shape)));
            yield return new($"LinearCombination by slots {shape}", Elementwise, run =>
            {
                ScalarBuffer slots = run.Own(run.Backend.AllocateScalars(2));
                run.Backend.Upload([1, -0.5], slots);
                run.Backend.LinearCombination(slots, [run.Normal(shape), run.Normal(shape)], run.Output("", shape));
            });
            yield return new($"Clamp {shape}", 0, run => run.Backend.Clamp(run.Result("", run.Normal(shape)), -0.25f, 0.75f));
            yield return new($"AdamStep {shape}", Elementwise, run => run.Backend.AdamStep(
                run.Result("x", run.Normal(shape)), run.Normal(shape), run.Result("first moment", run.Normal(shape)),
                run.Result("second moment", run.Of(shape, [.. run.Numbers((int)shape.Length).Select(x => 0.1f + x * x)])),
                new AdamParameters(0.02, 0.9, 0.999, 1.5, 1e-8)));
        }

        yield return new($"UpsampleAccumulate {s_image}", Elementwise, run =>
            run.Backend.UpsampleAccumulate(run.Normal(coarse), 0.37, run.Result("", run.Normal(s_image)), wraps: false));
        yield return new($"UpsampleTransposed {s_image}", Elementwise, run =>
            run.Backend.UpsampleTransposed(run.Normal(s_image), run.Output("", coarse), wraps: false));
        yield return new($"LbfgsRecursion of {Pairs} pairs", Recursion, Recur);
    }

    private static void Recur(OperatorRun run)
    {
        const int Length = 211;
        TensorShape shape = TensorShape.Vector(Length);
        float[] curvature = [.. run.Numbers(Length).Select(MathF.Exp)];
        List<Tensor> s = [], y = [];
        for (int i = 0; i <= Pairs; i++)
        {
            float[] step = run.Numbers(Length);
            s.Add(run.Of(shape, step));
            y.Add(run.Of(shape, [.. step.Zip(curvature, (x, c) => x * c)]));
        }

        Tensor gradient = run.Normal(shape), direction = run.Normal(shape);
        Tensor[] old = [.. s.Take(Pairs), .. y.Take(Pairs)], basis = [.. old, gradient];
        LbfgsScalars scalars = run.Own(new LbfgsScalars(run.Backend, Pairs + 1));
        double[] gram = new double[scalars.Gram.Length];
        run.Backend.Dots(basis, basis, gram.AsSpan(0, basis.Length * basis.Length));
        run.Backend.Upload(gram, scalars.Gram);
        run.Backend.Dots([s[Pairs], y[Pairs], gradient], [.. old, s[Pairs], y[Pairs], gradient, direction], scalars.Products);
        run.Backend.LbfgsRecursion(scalars, Pairs, keepPair: true);
        run.Result("coefficients", scalars.Coefficients, scalars.Coefficients.Length);
        run.Result("decision", scalars.Decision, LbfgsScalars.Decisions);
    }
}
