using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

/// <summary>Pooling as its definition; windows that hang over the border are cut off there.</summary>
internal static class ReferencePooling
{
    /// <summary>Each output is the maximum, mean or 2-norm of its window.</summary>
    public static void Forward(
        PoolingGeometry geometry, TensorShape inputShape, ReadOnlySpan<double> input, Span<double> output)
    {
        int o = 0;
        foreach (Window window in Windows(geometry, inputShape))
        {
            if (geometry.Kind == PoolingKind.Max)
            {
                output[o++] = input[Winner(window, inputShape, input)];
                continue;
            }

            if (geometry.Kind == PoolingKind.L2)
            {
                output[o++] = Norm(window, inputShape, input);
                continue;
            }

            double sum = 0;
            for (int h = window.Top; h < window.Bottom; h++)
            for (int w = window.Left; w < window.Right; w++)
                sum += input[window.Plane + h * inputShape.Width + w];
            output[o++] = sum / window.Pixels;
        }
    }

    /// <summary>Max: the gradient goes to the window's winner. Average: it is spread evenly. L2: in proportion to the pixels. Windows add
    /// up where they overlap.</summary>
    public static void Backward(
        PoolingGeometry geometry, TensorShape inputShape, ReadOnlySpan<double> input, ReadOnlySpan<double> gradOutput,
        Span<double> gradInput)
    {
        gradInput.Clear();
        int o = 0;
        foreach (Window window in Windows(geometry, inputShape))
        {
            double gradient = gradOutput[o++];
            if (geometry.Kind == PoolingKind.Max)
            {
                gradInput[Winner(window, inputShape, input)] += gradient;
                continue;
            }

            double norm = geometry.Kind == PoolingKind.L2 ? Norm(window, inputShape, input) : 0;
            for (int h = window.Top; h < window.Bottom; h++)
            for (int w = window.Left; w < window.Right; w++)
            {
                int at = window.Plane + h * inputShape.Width + w;
                double share = geometry.Kind == PoolingKind.Average ? 1.0 / window.Pixels : norm > 0 ? input[at] / norm : 0;
                gradInput[at] += gradient * share;
            }
        }
    }

    /// <summary>Index of the first largest value in row-major order.</summary>
    private static int Winner(Window window, TensorShape inputShape, ReadOnlySpan<double> input)
    {
        int winner = window.Plane + window.Top * inputShape.Width + window.Left;
        for (int h = window.Top; h < window.Bottom; h++)
        for (int w = window.Left; w < window.Right; w++)
        {
            int candidate = window.Plane + h * inputShape.Width + w;
            if (input[candidate] > input[winner])
                winner = candidate;
        }

        return winner;
    }

    private static double Norm(Window window, TensorShape inputShape, ReadOnlySpan<double> input)
    {
        double sum = 0;
        for (int h = window.Top; h < window.Bottom; h++)
        for (int w = window.Left; w < window.Right; w++)
        {
            double x = input[window.Plane + h * inputShape.Width + w];
            sum += x * x;
        }

        return Math.Sqrt(sum);
    }

    private static IEnumerable<Window> Windows(PoolingGeometry geometry, TensorShape inputShape)
    {
        TensorShape outputShape = geometry.OutputShape(inputShape);
        for (int c = 0; c < outputShape.Channels; c++)
        for (int oh = 0; oh < outputShape.Height; oh++)
        for (int ow = 0; ow < outputShape.Width; ow++)
        {
            int top = oh * geometry.Stride, left = ow * geometry.Stride;
            yield return new Window(
                c * inputShape.Positions, top, left,
                Math.Min(top + geometry.Window, inputShape.Height), Math.Min(left + geometry.Window, inputShape.Width));
        }
    }

    /// <summary>The pixels [Top, Bottom) × [Left, Right) of the plane that starts at element Plane.</summary>
    private readonly record struct Window(int Plane, int Top, int Left, int Bottom, int Right)
    {
        public int Pixels => (Bottom - Top) * (Right - Left);
    }
}
