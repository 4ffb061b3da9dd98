using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Verification;

/// <summary>
/// Checks ∇f of the whole style transfer objective against differences of f on a small made-up picture pair.
/// </summary>
/// <remarks>
/// f is a float32 computation: its noise, about 1e-7·f, hides derivatives along random directions, where ⟨∇f,
/// d⟩ is smaller than ‖∇f‖ by √n. Directions are therefore the gradient itself and random halves of its
/// elements, for which ⟨∇f, d⟩ is of the order of ‖∇f‖·‖d‖. The five-point stencil (f(−2h) − 8f(−h) + 8f(h) −
/// f(2h)) / 12h has an error of order h⁴ and so allows steps that change f by half a part in a thousand. Where
/// the gradient is by design not that of f, f takes it for given (<see cref="StyleTransferObjective.HoldGradients"/>).
/// </remarks>
internal static class GradientCheck
{
    /// <summary>
    /// Noise of f (1e-7) over its change per step (5e-4), times the stencil's weights, plus the ReLU's kinks
    /// that a step crosses.
    /// </summary>
    public const double Tolerance = 2e-3;

    /// <summary>
    /// Side in pixels that keeps all of it below half the tolerance or near it: one unit of a shallow layer that sits on its kink is
    /// 1/√units of the gradient, 0.3 % of that of a picture of 64 pixels, and Winograd's noise is a digit more than 1e-7. Below, a
    /// derivative can lie outside though all is well.
    /// </summary>
    public const int DefaultSize = 96;

    private const double RelativeChange = 5e-4;

    private const int RandomDirections = 4;

    /// <summary>Checks one preset; the layers must exist in the weights.</summary>
    /// <param name="backend">What to check.</param>
    /// <param name="weights">The network.</param>
    /// <param name="preset">The formula.</param>
    /// <param name="size">Side of the picture in pixels, at least 16.</param>
    /// <param name="seed">Seed of pictures and directions.</param>
    public static IReadOnlyList<DirectionalDerivative> Run(
        IBackend backend, WeightsFile weights, LossPreset preset, int size = DefaultSize, int seed = 1)
    {
        Random random = new(seed);
        RgbImage content = SmoothPicture(random, size, size);
        RgbImage style = SmoothPicture(random, size + 5, size);
        RgbImage start = SmoothPicture(random, size, size);
        using PreparedNetwork network = new(backend, weights, preset.Layers, new NetworkOptions());
        using StyleTransferObjective objective = new(
            network, preset, TransferTargets.Compute(network, preset, content, style), start.Shape);
        using Tensor x = backend.Allocate("checked picture", start.Shape, TensorRole.Vector);
        using Tensor gradient = backend.Allocate("checked gradient", start.Shape, TensorRole.Vector);
        using Tensor scratch = backend.Allocate("unused gradient", start.Shape, TensorRole.Vector);
        backend.Upload(start.Data, x);
        double value = objective.Evaluate(x, gradient);
        float[] g = new float[start.Data.Length];
        backend.Download(gradient, g);
        objective.HoldGradients();

        double ValueAt(float[] direction, double step)
        {
            float[] moved = [.. start.Data.Select((v, i) => (float)(v + step * direction[i]))];
            backend.Upload(moved, x);
            return objective.Evaluate(x, scratch);
        }

        List<DirectionalDerivative> results = [Check("gradient", g, g, value, ValueAt)];
        for (int k = 1; k <= RandomDirections; k++)
        {
            float[] half = [.. g.Select(v => random.Next(2) == 0 ? v : 0)];
            results.Add(Check($"random half {k}", half, g, value, ValueAt));
        }

        return results;
    }

    private static DirectionalDerivative Check(
        string name, float[] direction, float[] gradient, double value, Func<float[], double, double> valueAt)
    {
        double slope = 0;
        for (int i = 0; i < gradient.Length; i++)
            slope += (double)gradient[i] * direction[i];
        double h = RelativeChange * value / Math.Abs(slope);
        double differences = (valueAt(direction, -2 * h) - 8 * valueAt(direction, -h)
            + 8 * valueAt(direction, h) - valueAt(direction, 2 * h)) / (12 * h);
        return new DirectionalDerivative(name, slope, differences, Tolerance);
    }

    /// <summary>
    /// A few random waves a channel: no flat parts, where absolute total variation has its kink.
    /// </summary>
    internal static RgbImage SmoothPicture(Random random, int width, int height)
    {
        RgbImage picture = new(width, height);
        for (int c = 0; c < RgbImage.Channels; c++)
        {
            double a = 0.1 + random.NextDouble();
            double b = 0.1 + random.NextDouble();
            double phase = 6 * random.NextDouble();
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    double wave = Math.Sin(a * x + b * y + phase) * Math.Cos(b * x - a * y);
                    picture.Data[(c * height + y) * width + x] = (float)(0.5 + 0.3 * wave + 0.1 * random.NextDouble());
                }
            }
        }

        return picture;
    }
}
