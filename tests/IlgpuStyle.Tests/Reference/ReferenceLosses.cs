using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

/// <summary>Gram matrices and the sums that losses are made of, as their definitions.</summary>
internal static class ReferenceLosses
{
    /// <summary>gram[i,j] = scale · Σ_p features[i,p] · features[j,p].</summary>
    public static void GramForward(TensorShape shape, ReadOnlySpan<double> features, double scale, Span<double> gram)
    {
        int positions = shape.Positions;
        for (int i = 0; i < shape.Channels; i++)
        for (int j = 0; j < shape.Channels; j++)
        {
            double sum = 0;
            for (int p = 0; p < positions; p++)
                sum += features[i * positions + p] * features[j * positions + p];
            gram[i * shape.Channels + j] = scale * sum;
        }
    }

    /// <summary>gradFeatures[i,p] += scale · Σ_j matrix[i,j] · features[j,p].</summary>
    public static void GramBackwardAccumulate(
        TensorShape shape, ReadOnlySpan<double> matrix, ReadOnlySpan<double> features, double scale, Span<double> gradFeatures)
    {
        int positions = shape.Positions;
        for (int i = 0; i < shape.Channels; i++)
        for (int p = 0; p < positions; p++)
        {
            double sum = 0;
            for (int j = 0; j < shape.Channels; j++)
                sum += matrix[i * shape.Channels + j] * features[j * positions + p];
            gradFeatures[i * positions + p] += scale * sum;
        }
    }

    /// <summary>scale · Σ (a − b)².</summary>
    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double scale)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return scale * sum;
    }

    /// <summary>
    /// verticalWeight · Σ φ(x[c,h+1,w] − x[c,h,w]) + horizontalWeight · Σ φ(x[c,h,w+1] − x[c,h,w]); adds its gradient to
    /// gradImage: each difference pulls its two pixels with ±weight·φ′(Δ). Of colours, x is P·x with the projection P = I − 𝟙𝟙ᵀ/C of
    /// every pixel, and the gradient P times that of P·x.
    /// </summary>
    public static double TotalVariationAccumulate(
        TotalVariationKind kind, TensorShape shape, ReadOnlySpan<double> image, double verticalWeight,
        double horizontalWeight, Span<double> gradImage)
    {
        if (kind == TotalVariationKind.SquaredColor)
        {
            double[] gradColors = new double[image.Length];
            double value = TotalVariationAccumulate(
                TotalVariationKind.Squared, shape, WithoutMean(shape, image), verticalWeight, horizontalWeight, gradColors);
            double[] added = WithoutMean(shape, gradColors);
            for (int i = 0; i < added.Length; i++)
                gradImage[i] += added[i];
            return value;
        }

        double sum = 0;
        for (int c = 0; c < shape.Channels; c++)
        for (int h = 0; h < shape.Height; h++)
        for (int w = 0; w < shape.Width; w++)
        {
            int here = (c * shape.Height + h) * shape.Width + w;
            bool inside = kind != TotalVariationKind.SquaredInside || (h + 1 < shape.Height && w + 1 < shape.Width);
            if (inside && h + 1 < shape.Height)
                sum += Pair(kind, image, verticalWeight, here, here + shape.Width, gradImage);
            if (inside && w + 1 < shape.Width)
                sum += Pair(kind, image, horizontalWeight, here, here + 1, gradImage);
        }

        return sum;
    }

    /// <summary>
    /// weight · Σ ((x̂[h+1,w+1] − x̂[h,w])² + (x̂[h+1,w] − x̂[h,w+1])²), h in [−1, H), w in [−1, W), x̂ being x with its coordinates
    /// limited to the picture; adds its gradient to gradImage.
    /// </summary>
    public static double DiagonalVariationAccumulate(
        TensorShape shape, ReadOnlySpan<double> image, double weight, Span<double> gradImage)
    {
        double sum = 0;
        for (int c = 0; c < shape.Channels; c++)
        for (int h = -1; h < shape.Height; h++)
        for (int w = -1; w < shape.Width; w++)
        {
            int top = (c * shape.Height + Math.Max(h, 0)) * shape.Width;
            int bottom = (c * shape.Height + Math.Min(h + 1, shape.Height - 1)) * shape.Width;
            int left = Math.Max(w, 0), right = Math.Min(w + 1, shape.Width - 1);
            sum += Pair(TotalVariationKind.Squared, image, weight, top + left, bottom + right, gradImage);
            sum += Pair(TotalVariationKind.Squared, image, weight, top + right, bottom + left, gradImage);
        }

        return sum;
    }

    /// <summary>output[i,j] = scale · Σ_k a[i,k] · b[k,j], n×n.</summary>
    public static void Product(int n, ReadOnlySpan<double> a, ReadOnlySpan<double> b, double scale, Span<double> output)
    {
        for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
        {
            double sum = 0;
            for (int k = 0; k < n; k++)
                sum += a[i * n + k] * b[k * n + j];
            output[i * n + j] = scale * sum;
        }
    }

    private static double[] WithoutMean(TensorShape shape, ReadOnlySpan<double> image)
    {
        double[] result = image.ToArray();
        for (int p = 0; p < shape.Positions; p++)
        {
            double mean = 0;
            for (int c = 0; c < shape.Channels; c++)
                mean += image[c * shape.Positions + p] / shape.Channels;
            for (int c = 0; c < shape.Channels; c++)
                result[c * shape.Positions + p] -= mean;
        }

        return result;
    }

    private static double Pair(
        TotalVariationKind kind, ReadOnlySpan<double> image, double weight, int here, int next, Span<double> gradImage)
    {
        double difference = image[next] - image[here];
        double exponent = kind.Exponent();
        double slope = SignOrZero(difference) * exponent * Math.Pow(Math.Abs(difference), exponent - 1);
        gradImage[next] += weight * slope;
        gradImage[here] -= weight * slope;
        return weight * Math.Pow(Math.Abs(difference), exponent);
    }

    /// <summary>The subgradient of |Δ|; 0 at Δ = 0.</summary>
    private static double SignOrZero(double difference) => difference > 0 ? 1 : difference < 0 ? -1 : 0;
}
