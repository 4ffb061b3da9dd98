#:project ../src/IlgpuStyle/IlgpuStyle.csproj
#:property PublishAot=false

// Paints the style pictures of this folder, stroke by stroke:  dotnet run examples/paint.cs -- examples
// Each picture is a scene (a colour and a brush direction for every point) and a list of layers from broad
// to fine brushes. Fixed seeds: the same program paints the same pictures.

using System.Numerics;
using IlgpuStyle.Imaging;

string folder = args.Length > 0 ? args[0] : ".";
ImageFile.Write(Path.Combine(folder, "painting-night.jpg"), Scenes.Night(), new PictureWriting { Quality = 90 });
ImageFile.Write(Path.Combine(folder, "painting-poppies.jpg"), Scenes.Poppies(), new PictureWriting { Quality = 88 });
ImageFile.Write(Path.Combine(folder, "painting-sunset.jpg"), Scenes.Sunset(), new PictureWriting { Quality = 90 });

/// <summary>
/// Brushes of one size: how wide and long the strokes are, how dense they lie and how far their colours
/// stray.
/// </summary>
internal readonly record struct Layer(float Radius, float Length, float Spacing, float Stray);

/// <summary>
/// A canvas of colour and paint thickness, four times as large as the picture, on which strokes of many
/// bristles are drawn.
/// </summary>
internal sealed class Canvas(int width, int height, int seed)
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
        _colour[i] = Vector3.Lerp(_colour[i], colour, 0.85f);
        _thickness[i] = (0.5f * _thickness[i]) + (0.5f * load);
    }

    // Scenes live in a rectangle of height 1, y down.
    private Vector2 ToScene(Vector2 pixel) => pixel / _height;

    private float Jitter(float amount) => amount * ((2 * _random.NextSingle()) - 1);

    private Vector3 Stray(float amount) =>
        new Vector3(Jitter(amount)) + (0.6f * new Vector3(Jitter(amount), Jitter(amount), Jitter(amount)));
}

/// <summary>
/// The three pictures. Points are (x, y) with y from 0 at the top to 1 at the bottom and x in the same unit.
/// </summary>
internal static class Scenes
{
    private static readonly (Vector2 Position, float Size)[] Stars =
    [
        (new(1.08f, 0.2f), 0.15f), (new(0.13f, 0.16f), 0.075f), (new(0.36f, 0.1f), 0.06f),
        (new(0.3f, 0.36f), 0.07f), (new(0.82f, 0.1f), 0.055f), (new(0.78f, 0.4f), 0.05f),
        (new(1.24f, 0.46f), 0.06f), (new(0.08f, 0.42f), 0.05f),
    ];

    private static readonly Vector2 Sun = new(0.85f, 0.42f);

    /// <summary>Stars and a moon over dark hills and a lake; the air whirls.</summary>
    public static RgbImage Night()
    {
        var canvas = new Canvas(640, 480, seed: 1);
        canvas.Underpaint(NightColour);
        canvas.Paint(new Layer(16, 80, 16, 0.05f), NightColour, NightDirection);
        canvas.Paint(new Layer(9, 64, 12, 0.09f), NightColour, NightDirection);
        canvas.Paint(new Layer(6, 46, 11, 0.11f), NightColour, NightDirection, _ => 0.8f);
        canvas.Paint(
            new Layer(5, 16, 7, 0.1f), p => NightColour(p) * 1.08f, NightDirection,
            p => (4 * StarLight(p)) - 2);
        canvas.Paint(new Layer(4, 7, 13, 0.1f), _ => new(1, 0.76f, 0.28f), _ => 1.4f, VillageDensity);
        return canvas.Finish(0.3f);
    }

    /// <summary>A field with poppies under summer clouds, in short dabs.</summary>
    public static RgbImage Poppies()
    {
        var canvas = new Canvas(640, 480, seed: 2);
        canvas.Underpaint(FieldColour);
        canvas.Paint(new Layer(14, 44, 14, 0.06f), FieldColour, FieldDirection);
        canvas.Paint(new Layer(8, 28, 11, 0.1f), FieldColour, FieldDirection);
        canvas.Paint(
            new Layer(5, 20, 10, 0.12f), FieldColour, FieldDirection, p => p.Y > 0.4f ? 0.8f : 0.4f);
        canvas.Paint(new Layer(6, 8, 11, 0.1f), _ => new(0.86f, 0.13f, 0.08f), _ => 0.4f, PoppyDensity);
        canvas.Paint(
            new Layer(3, 5, 10, 0.08f), _ => new(0.98f, 0.45f, 0.25f), _ => 0.4f,
            p => 0.5f * PoppyDensity(p));
        return canvas.Finish(0.28f);
    }

    /// <summary>A red sun over the sea; broad, waving bands.</summary>
    public static RgbImage Sunset()
    {
        var canvas = new Canvas(640, 480, seed: 3);
        canvas.Underpaint(SunsetColour);
        canvas.Paint(new Layer(18, 130, 17, 0.05f), SunsetColour, SunsetDirection);
        canvas.Paint(new Layer(11, 110, 15, 0.09f), SunsetColour, SunsetDirection);
        canvas.Paint(new Layer(7, 80, 16, 0.11f), SunsetColour, SunsetDirection);
        canvas.Paint(
            new Layer(7, 20, 8, 0.08f), SunsetColour, SunsetDirection,
            p => Vector2.Distance(p, Sun) < 0.09f ? 1 : 0);
        return canvas.Finish(0.35f);
    }

    private static Vector3 NightColour(Vector2 p)
    {
        float hill = 0.66f + (0.06f * MathF.Sin((4.2f * p.X) + 0.6f)) + (0.03f * MathF.Sin((11 * p.X) + 2));
        if (p.Y > 0.84f)
        {
            float ripple = 0.5f + (0.5f * MathF.Sin((130 * p.Y) + (9 * Noise(3 * p))));
            float glitter = MathF.Exp(-30 * (p.X - 1.05f) * (p.X - 1.05f));
            return Mix(
                new(0.05f, 0.1f, 0.27f), Mix(new(0.2f, 0.38f, 0.6f), new(0.97f, 0.8f, 0.3f), glitter),
                ripple * (0.35f + (0.65f * glitter)));
        }

        if (p.Y > hill)
        {
            float depth = Math.Clamp((p.Y - hill) / 0.17f, 0, 1);
            return Mix(
                new(0.1f, 0.2f, 0.33f), new(0.04f, 0.11f, 0.12f), depth + (0.4f * (Noise(12 * p) - 0.5f)));
        }

        float band = 0.5f + (0.5f * MathF.Sin((9 * Noise(2.2f * p)) + (12 * p.Y) + (2 * p.X)));
        Vector3 sky = Mix(new(0.07f, 0.14f, 0.42f), new(0.33f, 0.55f, 0.78f), 0.75f * band * band);
        sky = Mix(
            sky, new(0.55f, 0.72f, 0.68f),
            0.7f * MathF.Exp(-90 * (p.Y - hill + 0.06f) * (p.Y - hill + 0.06f)));
        float light = StarLight(p);
        Vector3 glow = Mix(new(0.62f, 0.75f, 0.55f), new(1, 0.88f, 0.35f), (1.6f * light) - 0.4f);
        return Mix(sky, glow, 1.3f * light);
    }

    private static float VillageDensity(Vector2 p) =>
        p.X is > 0.2f and < 0.75f && p.Y is > 0.77f and < 0.83f ? 0.3f : 0;

    // Rings of light that fade outwards.
    private static float StarLight(Vector2 p)
    {
        float light = 0;
        foreach ((Vector2 position, float size) in Stars)
        {
            float r = Vector2.Distance(p, position) / size;
            float ring = 0.65f + (0.35f * MathF.Cos(9 * r));
            light = MathF.Max(light, r < 0.35f ? 1 : MathF.Exp(-1.6f * r * r) * ring);
        }

        return p.Y > 0.64f ? 0 : light;
    }

    private static float NightDirection(Vector2 p)
    {
        if (p.Y > 0.84f)
            return 0.1f * MathF.Sin(20 * p.X);
        if (p.Y > 0.68f)
            return (0.5f * MathF.Cos((4.2f * p.X) + 0.6f)) + (1.2f * (Noise(6 * p) - 0.5f));
        Vector2 flow = new(0.5f, 0.25f * MathF.Sin(7 * p.X));
        foreach ((Vector2 position, float size) in Stars)
            flow += Whirl(p, position, 1.3f * size);
        flow += Whirl(p, new(0.55f, 0.3f), 0.17f) - Whirl(p, new(0.72f, 0.26f), 0.11f);
        return MathF.Atan2(flow.Y, flow.X);
    }

    private static Vector2 Whirl(Vector2 p, Vector2 centre, float size)
    {
        Vector2 d = (p - centre) / size;
        return 3.5f * MathF.Exp(-d.LengthSquared()) * new Vector2(-d.Y, d.X);
    }

    private static Vector3 FieldColour(Vector2 p)
    {
        const float Horizon = 0.4f;
        float crown = 0.1f * MathF.Exp(-60 * (p.X - 0.25f) * (p.X - 0.25f));
        float trees = Horizon - crown - (0.05f * Noise(new(7 * p.X, 1)));
        if (p.Y < trees)
        {
            float cloud = Math.Clamp((3.2f * Noise(new(3 * p.X, 7 * p.Y))) - 1.5f, 0, 1);
            return Mix(
                Mix(new(0.35f, 0.58f, 0.85f), new(0.72f, 0.84f, 0.9f), p.Y / Horizon),
                new(0.97f, 0.93f, 0.85f), cloud);
        }

        if (p.Y < Horizon)
            return Mix(new(0.12f, 0.27f, 0.2f), new(0.38f, 0.5f, 0.22f), Noise(16 * p));
        float near = (p.Y - Horizon) / (1 - Horizon);
        float patch = Noise(new(4 * p.X, 14 * MathF.Sqrt(near)));
        Vector3 grass = Mix(
            new(0.78f, 0.72f, 0.35f), new(0.25f, 0.45f, 0.16f), (1.5f * patch) - 0.2f + (0.25f * near));
        float flowers = Math.Clamp((4 * Noise((9 * p) + new Vector2(40, 0))) - 2.8f, 0, 1);
        return Mix(grass, new(0.4f, 0.42f, 0.62f), 0.6f * flowers);
    }

    private static float FieldDirection(Vector2 p) => p.Y < 0.4f
        ? 3 * (Noise(4 * p) - 0.5f)
        : -1.5f + (1.1f * (Noise(7 * p) - 0.5f)) + (0.5f * MathF.Sin(5 * p.X));

    private static float PoppyDensity(Vector2 p)
    {
        float near = Math.Clamp((p.Y - 0.45f) / 0.55f, 0, 1);
        return near <= 0
            ? 0
            : 0.75f * Math.Clamp((3 * Noise(new(5 * p.X, 9 * p.Y))) - 1.3f, 0, 1) * (0.3f + near);
    }

    private static Vector3 SunsetColour(Vector2 p)
    {
        float wave = Bands(p);
        float distance = Vector2.Distance(p, Sun);
        if (p.Y > 0.6f)
        {
            float path = MathF.Exp(-18 * (p.X - Sun.X) * (p.X - Sun.X)) * (0.35f + (0.65f * wave));
            Vector3 sea = Mix(new(0.1f, 0.12f, 0.3f), new(0.16f, 0.42f, 0.5f), wave);
            return Mix(sea, new(0.98f, 0.52f, 0.16f), path);
        }

        if (distance < 0.095f)
            return new(0.99f, 0.86f, 0.5f);
        Vector3 sky = Mix(new(0.93f, 0.36f, 0.1f), new(0.42f, 0.14f, 0.33f), 1.5f * (distance - 0.15f));
        Vector3 crest = Mix(new(1, 0.72f, 0.2f), new(0.24f, 0.3f, 0.5f), 1.6f * distance);
        return Mix(sky, crest, 0.85f * wave * wave);
    }

    private static float Bands(Vector2 p) => 0.5f + (0.5f * MathF.Sin(Phase(p)));

    // Along the bands: at right angles to their gradient.
    private static float SunsetDirection(Vector2 p)
    {
        if (Vector2.Distance(p, Sun) is < 0.13f and var r && r > 0)
            return MathF.Atan2(p.X - Sun.X, Sun.Y - p.Y);
        const float H = 0.004f;
        float dx = Phase(p + new Vector2(H, 0)) - Phase(p - new Vector2(H, 0));
        float dy = Phase(p + new Vector2(0, H)) - Phase(p - new Vector2(0, H));
        return MathF.Atan2(-dx, dy);
    }

    private static float Phase(Vector2 p) =>
        (34 * p.Y) + (3.2f * MathF.Sin((3.1f * p.X) + (2 * p.Y))) + (4 * Noise(2 * p));

    private static Vector3 Mix(Vector3 a, Vector3 b, float t) => Vector3.Lerp(a, b, Math.Clamp(t, 0, 1));

    // Value noise in [0, 1]: hashed lattice values, smoothly interpolated, two octaves.
    private static float Noise(Vector2 p) =>
        (0.67f * Lattice(p)) + (0.33f * Lattice((2.1f * p) + new Vector2(17, 5)));

    private static float Lattice(Vector2 p)
    {
        int x = (int)MathF.Floor(p.X);
        int y = (int)MathF.Floor(p.Y);
        float u = p.X - x;
        float v = p.Y - y;
        u = u * u * (3 - (2 * u));
        v = v * v * (3 - (2 * v));
        float top = Hash(x, y) + (u * (Hash(x + 1, y) - Hash(x, y)));
        float bottom = Hash(x, y + 1) + (u * (Hash(x + 1, y + 1) - Hash(x, y + 1)));
        return top + (v * (bottom - top));
    }

    private static float Hash(int x, int y)
    {
        uint h = ((uint)x * 0x9E3779B1u) ^ ((uint)y * 0x85EBCA77u);
        h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
        h = (h ^ (h >> 12)) * 0x297A2D39u;
        return ((h ^ (h >> 15)) & 0xFFFFFF) / (float)0x1000000;
    }
}
