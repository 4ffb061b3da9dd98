using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

internal sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void GramForward(Tensor features, double scale, Tensor gram, ScaledVector? sums = null)
    {
        ShapeGuard.Gram("GramForward", gram, features);
        ShapeGuard.ChannelVector("GramForward", sums, features, gram);
        ReferenceLosses.GramForward(features.Shape, Values(features), scale, Values(gram));
        if (sums is { } wanted)
            ChannelSums(features, wanted.Scale, wanted.Vector);
    }

    /// <inheritdoc/>
    public void GramBackwardAccumulate(
        Tensor matrix, Tensor features, double scale, Tensor gradFeatures, ScaledVector? gradSums = null)
    {
        ShapeGuard.Gram("GramBackwardAccumulate", matrix, features);
        ShapeGuard.Same("GramBackwardAccumulate", features, gradFeatures);
        ShapeGuard.Distinct("GramBackwardAccumulate", features, gradFeatures);
        ShapeGuard.ChannelVector("GramBackwardAccumulate", gradSums, gradFeatures, matrix);
        ReferenceLosses.GramBackwardAccumulate(
            features.Shape, Values(matrix), Values(features), scale, Values(gradFeatures));
        if (gradSums is { } given)
            ChannelAccumulate(given.Vector, given.Scale, gradFeatures);
    }

    /// <inheritdoc/>
    public void SquaredDistance(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot)
    {
        ShapeGuard.Same("SquaredDistance", a, b);
        ShapeGuard.Slot("SquaredDistance", results, slot);
        Slots(results)[slot] = ReferenceLosses.SquaredDistance(Values(a), Values(b), scale);
    }

    /// <inheritdoc/>
    public void SquaredDistanceAccumulate(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot, Tensor gradA)
    {
        ShapeGuard.Same("SquaredDistanceAccumulate", a, gradA);
        SquaredDistance(a, b, scale, results, slot);
        Span<double> left = Values(a), right = Values(b), sum = Values(gradA);
        for (int i = 0; i < sum.Length; i++)
            sum[i] += 2 * scale * (left[i] - right[i]);
    }

    /// <inheritdoc/>
    public void TotalVariationAccumulate(
        Tensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight,
        ScalarBuffer results, int slot, Tensor gradImage)
    {
        ShapeGuard.Same("TotalVariationAccumulate", image, gradImage);
        ShapeGuard.Distinct("TotalVariationAccumulate", image, gradImage);
        ShapeGuard.Slot("TotalVariationAccumulate", results, slot);
        Slots(results)[slot] = ReferenceLosses.TotalVariationAccumulate(
            kind, image.Shape, Values(image), verticalWeight, horizontalWeight, Values(gradImage));
    }

    /// <inheritdoc/>
    public void DiagonalVariationAccumulate(Tensor image, double weight, ScalarBuffer results, int slot, Tensor gradImage)
    {
        ShapeGuard.Same("DiagonalVariationAccumulate", image, gradImage);
        ShapeGuard.Distinct("DiagonalVariationAccumulate", image, gradImage);
        ShapeGuard.Slot("DiagonalVariationAccumulate", results, slot);
        Slots(results)[slot] = ReferenceLosses.DiagonalVariationAccumulate(image.Shape, Values(image), weight, Values(gradImage));
    }

    /// <inheritdoc/>
    public void ChannelSums(Tensor features, double scale, Tensor sums)
    {
        ShapeGuard.ChannelVector("ChannelSums", sums, features);
        ShapeGuard.Distinct("ChannelSums", features, sums);
        Span<double> x = Values(features), y = Values(sums);
        int positions = features.Shape.Positions;
        for (int c = 0; c < y.Length; c++)
        {
            double sum = 0;
            for (int p = 0; p < positions; p++)
                sum += x[c * positions + p];
            y[c] = scale * sum;
        }
    }

    /// <inheritdoc/>
    public void ChannelAccumulate(Tensor vector, double scale, Tensor destination)
    {
        ShapeGuard.ChannelVector("ChannelAccumulate", vector, destination);
        ShapeGuard.Distinct("ChannelAccumulate", vector, destination);
        Span<double> v = Values(vector), y = Values(destination);
        int positions = destination.Shape.Positions;
        for (int i = 0; i < y.Length; i++)
            y[i] += scale * v[i / positions];
    }

    /// <inheritdoc/>
    public void MaskMultiply(Tensor input, Tensor mask, Tensor output)
    {
        ShapeGuard.Mask("MaskMultiply", input, mask, output);
        Span<double> x = Values(input), m = Values(mask), y = Values(output);
        for (int i = 0; i < y.Length; i++)
            y[i] = m[i % m.Length] * x[i];
    }

    /// <inheritdoc/>
    public void MaskMultiplyAccumulate(Tensor input, Tensor mask, double scale, Tensor destination)
    {
        ShapeGuard.Mask("MaskMultiplyAccumulate", input, mask, destination);
        Span<double> x = Values(input), m = Values(mask), y = Values(destination);
        for (int i = 0; i < y.Length; i++)
            y[i] += scale * m[i % m.Length] * x[i];
    }

    /// <inheritdoc/>
    public void MatrixProduct(Tensor a, Tensor b, double scale, Tensor output)
    {
        ShapeGuard.SquareProduct("MatrixProduct", a, b, output);
        ReferenceLosses.Product(a.Shape.Width, Values(a), Values(b), scale, Values(output));
    }

    /// <inheritdoc/>
    public void NormalizePositions(Tensor input, Tensor output)
    {
        ShapeGuard.Same("NormalizePositions", input, output);
        ReferenceMatching.Normalize(input.Shape, Values(input), Values(output));
    }

    /// <inheritdoc/>
    public void NearestPositions(Tensor features, Tensor candidates, Tensor nearest)
    {
        ShapeGuard.Nearest("NearestPositions", features, candidates, nearest);
        ReferenceMatching.Nearest(features.Shape, Values(features), Values(candidates), Values(nearest));
    }

    /// <inheritdoc/>
    public void CosineDistanceAccumulate(
        Tensor features, Tensor candidates, Tensor nearest, double scale, ScalarBuffer results, int slot, Tensor gradFeatures)
    {
        const string operation = "CosineDistanceAccumulate";
        ShapeGuard.Nearest(operation, features, candidates, nearest);
        ShapeGuard.Same(operation, features, gradFeatures);
        ShapeGuard.Distinct(operation, features, gradFeatures);
        ShapeGuard.Distinct(operation, candidates, gradFeatures);
        ShapeGuard.Slot(operation, results, slot);
        Slots(results)[slot] = ReferenceMatching.CosineDistanceAccumulate(
            features.Shape, Values(features), Values(candidates), Values(nearest), scale, Values(gradFeatures));
    }

    /// <inheritdoc/>
    public void MatchRanks(Tensor input, Tensor sorted, Tensor output)
    {
        ShapeGuard.Ranks("MatchRanks", input, sorted, output);
        ReferenceMatching.MatchRanks(input.Shape, Values(input), Values(sorted), Values(output));
    }

    /// <inheritdoc/>
    public void GatherPositions(Tensor input, Tensor positions, Tensor output)
    {
        ShapeGuard.ChosenPositions("GatherPositions", input, positions, output);
        ReferenceMatching.Gather(input.Shape, Values(input), Values(positions), Values(output));
    }

    /// <inheritdoc/>
    public void ScatterPositionsAccumulate(Tensor input, Tensor positions, Tensor destination)
    {
        ShapeGuard.ChosenPositions("ScatterPositionsAccumulate", destination, positions, input);
        ReferenceMatching.ScatterAccumulate(destination.Shape, Values(input), Values(positions), Values(destination));
    }

    /// <inheritdoc/>
    public void TransposePositions(Tensor input, Tensor output)
    {
        ShapeGuard.Transpose("TransposePositions", input, output);
        Span<double> x = Values(input), y = Values(output);
        for (int i = 0; i < x.Length; i++)
            y[i % input.Shape.Positions * input.Shape.Channels + i / input.Shape.Positions] = x[i];
    }

    /// <inheritdoc/>
    public void AbsoluteDistanceAccumulate(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot, Tensor gradA)
    {
        const string operation = "AbsoluteDistanceAccumulate";
        ShapeGuard.Same(operation, a, b);
        ShapeGuard.Same(operation, a, gradA);
        ShapeGuard.Slot(operation, results, slot);
        Span<double> x = Values(a), y = Values(b), gradient = Values(gradA);
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += Math.Abs(x[i] - y[i]);
            gradient[i] += scale * Math.Sign(x[i] - y[i]);
        }

        Slots(results)[slot] = scale * sum;
    }

    /// <inheritdoc/>
    public void SelfSimilarityDistance(
        Tensor cosines, Tensor target, double scale, ScalarBuffer results, int slot, Tensor gradCosines)
    {
        const string operation = "SelfSimilarityDistance";
        ShapeGuard.SelfSimilarity(operation, cosines, target, gradCosines);
        ShapeGuard.Slot(operation, results, slot);
        Slots(results)[slot] = ReferenceMatching.SelfSimilarity(
            cosines.Shape.Width, Values(cosines), Values(target), scale, Values(gradCosines));
    }
}
