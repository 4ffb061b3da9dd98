using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// The argument checks that every backend's entry points share. Each throws <see cref="ArgumentException"/>
/// with the operator's name.
/// </summary>
internal static class ShapeGuard
{
    /// <summary>Both tensors have the same shape.</summary>
    public static void Same(string operation, Tensor expected, Tensor found)
    {
        if (expected.Shape != found.Shape)
            throw Mismatch(operation, found, expected.Shape);
    }

    /// <summary>The tensor has this shape.</summary>
    public static void Has(string operation, Tensor tensor, TensorShape expected)
    {
        if (tensor.Shape != expected)
            throw Mismatch(operation, tensor, expected);
    }

    /// <summary>The host array has as many elements as the tensor.</summary>
    public static void Length(string operation, Tensor tensor, int found)
    {
        if (tensor.Shape.Length != found)
            throw new ArgumentException(
                $"{operation}: '{tensor.Name}' {tensor.Shape} has {tensor.Shape.Length} "
                    + $"elements, the array {found}.");
    }

    /// <summary>The slot exists.</summary>
    public static void Slot(string operation, ScalarBuffer results, int slot)
    {
        if ((uint)slot >= (uint)results.Length)
            throw new ArgumentException($"{operation}: slot {slot} of {results.Length}.");
    }

    /// <summary>The tensors are two, not one under two names.</summary>
    public static void Distinct(string operation, Tensor a, Tensor b)
    {
        if (ReferenceEquals(a, b))
            throw new ArgumentException($"{operation}: cannot work in place on '{a.Name}'.");
    }

    /// <summary>Input and output fit the convolution.</summary>
    public static void Convolution(
        string operation, ConvolutionGeometry geometry, Tensor input, Tensor output)
    {
        Has(operation, output, geometry.OutputShape(input.Shape));
        Distinct(operation, input, output);
    }

    /// <summary>Weights and bias have the geometry's lengths.</summary>
    public static void Weights(ConvolutionGeometry geometry, int weightsLength, int biasLength)
    {
        if (geometry.InputChannels < 1 || geometry.OutputChannels < 1 || geometry.KernelSize < 1 || geometry.Stride < 1
            || geometry.Padding < 0 || geometry.Padding >= geometry.KernelSize)
            throw new ArgumentException($"convolution: unusable geometry {geometry}.");
        if (weightsLength != geometry.WeightsLength || biasLength != geometry.OutputChannels)
            throw new ArgumentException(
                $"convolution: {weightsLength} weights and {biasLength} biases, expected "
                    + $"{geometry.WeightsLength} and {geometry.OutputChannels}.");
    }

    /// <summary>Input and output fit the pooling layer.</summary>
    public static void Pooling(string operation, PoolingGeometry geometry, Tensor input, Tensor output)
    {
        Has(operation, output, geometry.OutputShape(input.Shape));
        Distinct(operation, input, output);
    }

    /// <summary>Input, output and pooled output fit a convolution and the pooling behind it.</summary>
    public static void ConvolutionPool(
        string operation, ConvolutionGeometry convolution, PoolingGeometry pooling, Tensor input, Tensor output, Tensor pooled)
    {
        Convolution(operation, convolution, input, output);
        Pooling(operation, pooling, output, pooled);
        Distinct(operation, input, pooled);
    }

    /// <summary>The backend computes the backward of this convolution and pooling in one.</summary>
    public static void Fused(
        string operation, bool isFused, ConvolutionGeometry convolution, PoolingGeometry pooling)
    {
        if (!isFused)
            throw new ArgumentException(
                $"{operation}: {convolution} and {pooling} are not fused; FusesPoolBackward tells.");
    }

    /// <summary>The matrix is (1, C, C) for features of C channels.</summary>
    public static void Gram(string operation, Tensor matrix, Tensor features) =>
        Has(operation, matrix, TensorShape.Matrix(features.Shape.Channels));

    /// <summary>The vector is (C, 1, 1) for features of C channels.</summary>
    public static void ChannelVector(string operation, Tensor vector, Tensor features) =>
        Has(operation, vector, new TensorShape(features.Shape.Channels, 1, 1));

    /// <summary>The vector, if there is one, is (C, 1, 1) for features of C channels, and neither they nor the matrix.</summary>
    public static void ChannelVector(string operation, ScaledVector? vector, Tensor features, Tensor matrix)
    {
        if (vector is not { Vector: Tensor tensor })
            return;
        ChannelVector(operation, tensor, features);
        Distinct(operation, tensor, features);
        Distinct(operation, tensor, matrix);
    }

    /// <summary>The mask is (1, H, W) or (C, H, W) for features (C, H, W), and not the output.</summary>
    public static void Mask(string operation, Tensor features, Tensor mask, Tensor output)
    {
        if (mask.Shape != features.Shape)
            Has(operation, mask, features.Shape with { Channels = 1 });
        Same(operation, features, output);
        Distinct(operation, mask, output);
    }

    /// <summary>Three square matrices of one size, the output apart from the factors.</summary>
    public static void SquareProduct(string operation, Tensor a, Tensor b, Tensor output)
    {
        Has(operation, a, TensorShape.Matrix(a.Shape.Width));
        Same(operation, a, b);
        Same(operation, a, output);
        Distinct(operation, a, output);
        Distinct(operation, b, output);
    }

    /// <summary>
    /// Candidates have the features' channels and as many positions as float32 counts; nearest is (1, H, W) for features of H×W positions,
    /// and neither of the two.
    /// </summary>
    public static void Nearest(string operation, Tensor features, Tensor candidates, Tensor nearest)
    {
        const int MostCandidates = 1 << 24;
        Has(operation, nearest, features.Shape with { Channels = 1 });
        Has(operation, candidates, candidates.Shape with { Channels = features.Shape.Channels });
        Distinct(operation, features, nearest);
        Distinct(operation, candidates, nearest);
        if (candidates.Shape.Positions is < 1 or > MostCandidates)
            throw new ArgumentException(
                $"{operation}: '{candidates.Name}' {candidates.Shape} has {candidates.Shape.Positions} positions, expected 1 to "
                    + $"{MostCandidates}.");
    }

    /// <summary>All of one shape, the output neither of the others.</summary>
    public static void Ranks(string operation, Tensor input, Tensor sorted, Tensor output)
    {
        Same(operation, input, sorted);
        Same(operation, input, output);
        Distinct(operation, input, output);
        Distinct(operation, sorted, output);
    }

    /// <summary>Positions are (1, 1, N), N at least 1; the chosen vectors are (C, 1, N) for C channels of the map; all apart.</summary>
    public static void ChosenPositions(string operation, Tensor map, Tensor positions, Tensor chosen)
    {
        Has(operation, positions, new TensorShape(1, 1, Math.Max(1, positions.Shape.Width)));
        Has(operation, chosen, positions.Shape with { Channels = map.Shape.Channels });
        Distinct(operation, map, chosen);
        Distinct(operation, map, positions);
        Distinct(operation, positions, chosen);
    }

    /// <summary>The output is (M, 1, C) for an input of C channels and M positions, and another tensor.</summary>
    public static void Transpose(string operation, Tensor input, Tensor output)
    {
        Has(operation, output, new TensorShape(input.Shape.Positions, 1, input.Shape.Channels));
        Distinct(operation, input, output);
    }

    /// <summary>Three square matrices of one size, the gradient apart from the others.</summary>
    public static void SelfSimilarity(string operation, Tensor cosines, Tensor target, Tensor gradCosines) =>
        SquareProduct(operation, cosines, target, gradCosines);

    /// <summary>As many coefficients as vectors, at least one, all of the output's shape.</summary>
    public static void Combination(
        string operation, int coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        if (coefficients != vectors.Length || coefficients == 0)
            throw new ArgumentException(
                $"{operation}: {coefficients} coefficients for {vectors.Length} vectors.");
        foreach (Tensor vector in vectors)
            Same(operation, output, vector);
    }

    /// <summary>Dot products of equally shaped vectors, with room for every result.</summary>
    public static void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, int results)
    {
        if (left.Length == 0 || right.Length == 0 || results != left.Length * right.Length)
            throw new ArgumentException(
                $"Dots: {left.Length}×{right.Length} products into {results} results.");
        foreach (Tensor tensor in left)
            Same("Dots", left[0], tensor);
        foreach (Tensor tensor in right)
            Same("Dots", left[0], tensor);
    }

    /// <summary>Dot products of equally shaped vectors, with a slot for every result.</summary>
    public static void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, ScalarBuffer results)
    {
        int products = left.Length * right.Length;
        if (products > results.Length)
            throw new ArgumentException(
                $"Dots: {left.Length}×{right.Length} products into {results.Length} slots.");
        Dots(left, right, products);
    }

    /// <summary>A slot for each vector, at least one, all of the output's shape.</summary>
    public static void Combination(
        string operation, ScalarBuffer coefficients, ReadOnlySpan<Tensor> vectors, Tensor output) =>
        Combination(operation, Math.Min(coefficients.Length, vectors.Length), vectors, output);

    /// <summary>As many numbers as slots.</summary>
    public static void Length(string operation, ScalarBuffer scalars, int found)
    {
        if (scalars.Length != found)
            throw new ArgumentException($"{operation}: {scalars.Length} slots, the array has {found} numbers.");
    }

    /// <summary>There is room for that many pairs.</summary>
    public static void Pairs(string operation, LbfgsScalars scalars, int pairs)
    {
        if (pairs < 0 || pairs > scalars.Capacity)
            throw new ArgumentException($"{operation}: {pairs} pairs, room for {scalars.Capacity}.");
    }

    /// <summary>Channel maps have one entry per output channel and name existing input channels.</summary>
    public static void ChannelAffine(
        Tensor input, ReadOnlySpan<int> sourceChannel, int scale, int offset, Tensor output)
    {
        if (sourceChannel.Length != output.Shape.Channels || scale != sourceChannel.Length || offset != sourceChannel.Length)
            throw new ArgumentException(
                $"ChannelAffine: {sourceChannel.Length} sources, {scale} scales, {offset} offsets for "
                    + $"{output.Shape.Channels} channels.");
        foreach (int channel in sourceChannel)
        {
            if ((uint)channel >= (uint)input.Shape.Channels)
                throw new ArgumentException(
                    $"ChannelAffine: source channel {channel} of {input.Shape.Channels}.");
        }

        Has("ChannelAffine", output, input.Shape with { Channels = output.Shape.Channels });
        Distinct("ChannelAffine", input, output);
    }

    /// <summary>Both channel ranges exist, and height and width agree.</summary>
    public static void CopyChannels(
        Tensor source, int sourceChannel, Tensor destination, int destinationChannel, int count)
    {
        Has("CopyChannels", destination, source.Shape with { Channels = destination.Shape.Channels });
        Distinct("CopyChannels", source, destination);
        if (count < 1 || sourceChannel < 0 || destinationChannel < 0
            || count > source.Shape.Channels - sourceChannel || count > destination.Shape.Channels - destinationChannel)
        {
            throw new ArgumentException(
                $"CopyChannels: {count} channels from {sourceChannel} of {source.Shape.Channels} to "
                    + $"{destinationChannel} of {destination.Shape.Channels}.");
        }
    }

    /// <summary>The rectangle lies inside both tensors, which have the same channels.</summary>
    public static void Window(string operation, Tensor source, Tensor destination, WindowGeometry window)
    {
        Has(operation, destination, destination.Shape with { Channels = source.Shape.Channels });
        Distinct(operation, source, destination);
        if (!Inside(source.Shape, window.SourceTop, window.SourceLeft, window)
            || !Inside(destination.Shape, window.DestinationTop, window.DestinationLeft, window))
            throw new ArgumentException($"{operation}: {window} from {source.Shape} to {destination.Shape}.");
    }

    /// <summary>
    /// The fine tensor is twice as large as the coarse one, an odd side less by one; none of that where it
    /// wraps.
    /// </summary>
    public static void Upsampling(string operation, Tensor coarse, Tensor fine, bool wraps)
    {
        TensorShape shape = fine.Shape;
        Has(operation, coarse, shape with { Height = (shape.Height + 1) / 2, Width = (shape.Width + 1) / 2 });
        Distinct(operation, coarse, fine);
        if (wraps && (shape.Height % 2 != 0 || shape.Width % 2 != 0))
            throw new ArgumentException(
                $"{operation}: '{fine.Name}' has shape {shape}, expected even sides where they wrap.");
    }

    private static bool Inside(TensorShape shape, int top, int left, WindowGeometry window) =>
        window.Height >= 1 && window.Width >= 1 && top >= 0 && left >= 0
        && window.Height <= shape.Height - top && window.Width <= shape.Width - left;

    private static ArgumentException Mismatch(string operation, Tensor found, TensorShape expected) =>
        new($"{operation}: '{found.Name}' has shape {found.Shape}, expected {expected}.");
}
