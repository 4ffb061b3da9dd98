using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Verification;

/// <summary>
/// Every operator on one backend against another, at shapes that fill tiles and shapes that leave remainders: which operator of a device is
/// wrong, and by how much. Errors are relative 2-norms.
/// </summary>
internal static partial class OperatorProof
{
    // Some roundings of 6·10⁻⁸ an element on both sides; cancellation makes a few of them larger.
    private const double Elementwise = 1e-6;

    // NMSE 10⁻¹⁰ of one side: Winograd's transforms lose a digit.
    private const double Convolution = 2e-5;

    // Blocks of float32 sums, error growing with the block's length.
    private const double Gram = 6e-6;

    // Float64 sums of float32 products and of rounded differences; results are compared in float32.
    private const double Sum = 1e-6;

    private static readonly TensorShape s_image = new(3, 37, 50), s_features = new(64, 21, 34), s_few = new(5, 17, 31);

    /// <summary>The convolutions, which have several algorithms: forward, backward, and with pooling.</summary>
    public static IReadOnlyList<OperatorCase> Convolutions { get; } =
    [
        .. Convolve(new ConvolutionGeometry(3, 64), s_image),
        .. Convolve(new ConvolutionGeometry(64, 64), s_features),
        .. Convolve(new ConvolutionGeometry(64, 128), s_features with { Height = 40 }),
        .. Convolve(new ConvolutionGeometry(64, 64, PaddingMode: PaddingMode.Replicate), s_features),
        .. Convolve(new ConvolutionGeometry(64, 3), s_features),
        .. Convolve(new ConvolutionGeometry(5, 7, KernelSize: 5, Stride: 2, Padding: 2), s_few),
        .. Pooled(PoolingKind.Max), .. Pooled(PoolingKind.Average),
    ];

    /// <summary>All other operators.</summary>
    public static IReadOnlyList<OperatorCase> Others { get; } = [.. Maps(), .. Losses(), .. Vectors()];

    private static OperatorCase[] Convolve(ConvolutionGeometry geometry, TensorShape input)
    {
        TensorShape output = geometry.OutputShape(input);
        string what = $"{input} to {geometry.OutputChannels}, {geometry.KernelSize}×{geometry.KernelSize}"
            + (geometry.Stride == 1 ? "" : $", stride {geometry.Stride}")
            + (geometry.PaddingMode == PaddingMode.Zero ? "" : $", {geometry.PaddingMode.ToString().ToLowerInvariant()}");
        return
        [
            new($"ConvolutionForward {what}", Convolution, run => run.Backend.ConvolutionForward(
                run.Convolution(geometry), run.Normal(input), run.Output("", output), relu: true)),
            new($"ConvolutionBackwardInput {what}", Convolution, run => run.Backend.ConvolutionBackwardInput(
                run.Convolution(geometry), run.Normal(output), run.AwayFromZero(output), run.Output("", input))),
        ];
    }

    private static IEnumerable<OperatorCase> Pooled(PoolingKind kind)
    {
        ConvolutionGeometry geometry = new(64, 64);
        PoolingGeometry pooling = new(kind);
        TensorShape pooled = pooling.OutputShape(s_features);
        string what = $"{s_features} to 64, {kind.ToString().ToLowerInvariant()}";
        yield return new($"ConvolutionPoolForward {what}", Convolution, run => run.Backend.ConvolutionPoolForward(
            run.Convolution(geometry), pooling, run.Normal(s_features), run.Output("output", s_features), run.Output("pooled", pooled)));
        yield return new($"ConvolutionPoolBackwardInput {what}", Convolution, run =>
        {
            PreparedConvolution layer = run.Convolution(geometry);
            (Tensor gradient, Tensor output) = (run.Normal(pooled), run.Distinct(s_features));
            Tensor gradInput = run.Output("", s_features);
            if (run.Backend.FusesPoolBackward(geometry, pooling))
            {
                run.Backend.ConvolutionPoolBackwardInput(layer, pooling, gradient, output, gradInput);
                return;
            }

            Tensor gradOutput = run.Own(run.Backend.Allocate("gradOutput", s_features, TensorRole.FeatureMap));
            run.Backend.PoolBackward(pooling, output, gradient, gradOutput);
            run.Backend.ConvolutionBackwardInput(layer, gradOutput, output, gradInput);
        });
    }

    private static IEnumerable<OperatorCase> Maps()
    {
        foreach (TensorShape shape in (TensorShape[])[s_features, s_few])
        {
            yield return new($"ReluForward {shape}", 0, run => run.Backend.ReluForward(run.Normal(shape), run.Output("", shape)));
            yield return new($"ReluBackward {shape}", 0, run =>
                run.Backend.ReluBackward(run.AwayFromZero(shape), run.Normal(shape), run.Output("", shape)));
            foreach (PoolingKind kind in Enum.GetValues<PoolingKind>())
            foreach (PoolingGeometry pooling in (PoolingGeometry[])[new(kind), new(kind, Window: 3, Stride: 2, CeilMode: true)])
            {
                string what = $"{shape}, {kind.ToString().ToLowerInvariant()} of {pooling.Window}×{pooling.Window}";
                TensorShape pooled = pooling.OutputShape(shape);
                double tolerance = kind == PoolingKind.Max && pooling.Window == 2 ? 0 : Elementwise;
                yield return new($"PoolForward {what}", tolerance, run =>
                    run.Backend.PoolForward(pooling, run.Normal(shape), run.Output("", pooled)));
                yield return new($"PoolBackward {what}", tolerance, run =>
                    run.Backend.PoolBackward(pooling, run.Distinct(shape), run.Normal(pooled), run.Output("", shape)));
            }
        }

        WindowGeometry window = new(1, 2, 3, 0, 9, 20);
        yield return new($"ChannelAffine {s_image}", Elementwise, run => run.Backend.ChannelAffine(
            run.Normal(s_image), [2, 0, 1], [0.5f, -2, 3], [0.1f, 0.2f, 0.3f], run.Output("", s_image)));
        yield return new($"CopyChannels {s_few}", 0, run =>
            run.Backend.CopyChannels(run.Normal(s_few), 1, run.Result("", run.Normal(s_few)), 2, 3));
        yield return new($"CopyWindow {s_few}", 0, run =>
            run.Backend.CopyWindow(run.Normal(s_few), run.Result("", run.Normal(s_few)), window));
        yield return new($"AccumulateWindow {s_few}", Elementwise, run =>
            run.Backend.AccumulateWindow(run.Normal(s_few), run.Result("", run.Normal(s_few)), window));
    }
}
