using System.Numerics;
using IlgpuStyle.Imaging;
using static Paint.Field;

namespace Paint;

/// <summary>
/// Three oil paintings. Points are (x, y) with y from 0 at the top to 1 at the bottom and x in the same unit.
/// </summary>
internal static class Oil
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
}
