using System.Numerics;
using IlgpuStyle.Imaging;

namespace Paint;

/// <summary>
/// A canvas of colour and paint thickness, four times as large as the picture, on which strokes of many
/// bristles are drawn.
/// </summary>
/// <param name="width">Of the picture, in pixels.</param>
/// <param name="height">Of the picture, in pixels.</param>
/// <param name="seed">Of all strokes.</param>
/// <param name="tooth">Share of the ground that lies too deep for a light stroke: 0 for canvas, more for rough paper and chalk.</param>
internal sealed class Canvas(int width, int height, int seed, float tooth = 0)
{
    private const int Oversampling = 2;
    private readonly int _width = width * Oversampling;
    private readonly int _height = height * Oversampling;
    private readonly Vector3[] _colour = new Vector3[width * height * Oversampling * Oversampling];
    private readonly float[] _thickness = new float[width * height * Oversampling * Oversampling];
    private readonly Random _random = new(seed);

    /// <summary>
    /// Tones the whole canvas with the scene's colours, so that no bare ground shows between strokes.
    /// </summary>
    public void Underpaint(Func<Vector2, Vector3> colour)
    {
        for (int i = 0; i < _colour.Length; i++)
            _colour[i] = colour(ToScene(new Vector2(i % _width, i / _width)));
    }

    /// <summary>
    /// Covers the canvas, or the part where <paramref name="where"/> is positive, with the strokes of a
    /// layer.
    /// </summary>
    public void Paint(
        Layer layer, Func<Vector2, Vector3> colour, Func<Vector2, float> direction,
        Func<Vector2, float>? where = null)
    {
        var starts = new List<Vector2>();
        for (float y = -layer.Radius; y < _height; y += layer.Spacing)
        {
            for (float x = -layer.Radius; x < _width; x += layer.Spacing)
                starts.Add(new Vector2(x + Jitter(layer.Spacing), y + Jitter(layer.Spacing)));
        }

        _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(starts));
        foreach (Vector2 start in starts)
        {
            Vector2 point = ToScene(start);
            if (where is null || where(point) > _random.NextSingle())
                Stroke(start, layer, colour(point) + Stray(layer.Stray), direction);
        }
    }

    /// <summary>
    /// The painting in its final size, lit from the upper left so that thick paint shows its relief.
    /// </summary>
    public RgbImage Finish(float relief)
    {
        float[] data = new float[3 * _width * _height];
        for (int y = 0; y < _height; y++)
        {
            for (int x = 0; x < _width; x++)
            {
                int i = (y * _width) + x;
                float left = _thickness[(y * _width) + Math.Max(0, x - 2)];
                float above = _thickness[(Math.Max(0, y - 2) * _width) + x];
                float light = 1 + (relief * Math.Clamp((2 * _thickness[i]) - left - above, -1f, 1f));
                for (int channel = 0; channel < 3; channel++)
                    data[(channel * _width * _height) + i] = _colour[i][channel] * light;
            }
        }

        var large = new RgbImage(_width, _height, data);
        large.Clamp();
        return Resampler.Resize(large, _width / Oversampling, _height / Oversampling, ResampleFilter.Area);
    }

    // A stroke follows the direction field; each bristle has its own shade and lifts off at its own point.
    private void Stroke(Vector2 start, Layer layer, Vector3 colour, Func<Vector2, float> direction)
    {
        int bristles = Math.Max(3, (int)(layer.Radius * 2.2f));
        float[] shade = new float[bristles];
        float[] end = new float[bristles];
        float length = layer.Length * (0.6f + (0.8f * _random.NextSingle()));
        float load = 0.5f + (0.5f * _random.NextSingle());
        for (int i = 0; i < bristles; i++)
        {
            shade[i] = (i == 0 ? 0 : 0.6f * shade[i - 1]) + Jitter(0.07f);
            float edge = MathF.Abs((2f * i / (bristles - 1)) - 1);
            end[i] = length * (1 - (0.35f * edge * edge) - (0.25f * _random.NextSingle()));
        }

        Vector2 position = start;
        float heading = direction(ToScene(start));
        Vector2 step = new(MathF.Cos(heading), MathF.Sin(heading));
        position -= step * length / 2;
        for (float travelled = 0; travelled < length; travelled += 0.6f)
        {
            heading = direction(ToScene(position));
            Vector2 wanted = new(MathF.Cos(heading), MathF.Sin(heading));
            step = Vector2.Normalize(
                (0.85f * step) + (0.15f * (Vector2.Dot(wanted, step) < 0 ? -wanted : wanted)));
            position += 0.6f * step;
            for (int i = 0; i < bristles; i++)
            {
                if (travelled < end[i])
                    Touch(
                        position, step, layer.Radius * ((2f * i / (bristles - 1)) - 1),
                        colour + new Vector3(shade[i]), load + (4 * shade[i]));
            }
        }
    }

    private void Touch(Vector2 position, Vector2 step, float offset, Vector3 colour, float load)
    {
        int x = (int)MathF.Round(position.X - (step.Y * offset));
        int y = (int)MathF.Round(position.Y + (step.X * offset));
        if ((uint)x >= (uint)_width || (uint)y >= (uint)_height)
            return;
        int i = (y * _width) + x;
        if (tooth > 0 && Field.Noise(new(0.23f * x, 0.23f * y)) < tooth * (1 - (0.55f * load)))
            return;
        _colour[i] = Vector3.Lerp(_colour[i], colour, tooth > 0 ? 0.6f : 0.85f);
        _thickness[i] = (0.5f * _thickness[i]) + (0.5f * load);
    }

    // Scenes live in a rectangle of height 1, y down.
    private Vector2 ToScene(Vector2 pixel) => pixel / _height;

    private float Jitter(float amount) => amount * ((2 * _random.NextSingle()) - 1);

    private Vector3 Stray(float amount) =>
        new Vector3(Jitter(amount)) + (0.6f * new Vector3(Jitter(amount), Jitter(amount), Jitter(amount)));
}
