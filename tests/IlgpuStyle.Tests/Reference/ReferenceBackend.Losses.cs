using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void GramForward(Tensor features, double scale, Tensor gram)
    {
        ShapeGuard.Gram("GramForward", gram, features);
        ReferenceLosses.GramForward(features.Shape, Values(features), scale, Values(gram));
    }

    /// <inheritdoc/>
    public void GramBackwardAccumulate(Tensor matrix, Tensor features, double scale, Tensor gradFeatures)
    {
        ShapeGuard.Gram("GramBackwardAccumulate", matrix, features);
        ShapeGuard.Same("GramBackwardAccumulate", features, gradFeatures);
        ShapeGuard.Distinct("GramBackwardAccumulate", features, gradFeatures);
        ReferenceLosses.GramBackwardAccumulate(
            features.Shape, Values(matrix), Values(features), scale, Values(gradFeatures));
    }

    /// <inheritdoc/>
    public void SquaredDistance(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot)
    {
        ShapeGuard.Same("SquaredDistance", a, b);
        ShapeGuard.Slot("SquaredDistance", results, slot);
        Slots(results)[slot] = ReferenceLosses.SquaredDistance(Values(a), Values(b), scale);
    }

    /// <inheritdoc/>
    public void DifferenceAccumulate(Tensor a, Tensor b, double scale, Tensor destination)
    {
        ShapeGuard.Same("DifferenceAccumulate", a, b);
        ShapeGuard.Same("DifferenceAccumulate", a, destination);
        Span<double> left = Values(a), right = Values(b), sum = Values(destination);
        for (int i = 0; i < sum.Length; i++)
            sum[i] += scale * (left[i] - right[i]);
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
}
