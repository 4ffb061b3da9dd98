using System.Numerics;
using IlgpuStyle.Imaging;
using static Paint.Field;

namespace Paint;

/// <summary>Flat shapes over each other, some of them see-through, with ruled lines: an abstract composition.</summary>
internal static class Geometric
{
    private const float Edge = 0.0015f;

    private static readonly Vector3 s_ink = Rgb(0x1c1a24);

    private static readonly Shape[] s_shapes =
    [
        Triangle(new(-0.05f, 1.05f), new(0.62f, 1.05f), new(0.1f, 0.12f), 0xe9c46a, 0.85f),
        Triangle(new(1.4f, -0.1f), new(0.78f, -0.1f), new(1.4f, 0.75f), 0x3a6ea5, 0.9f),
        Triangle(new(0.55f, 1.05f), new(1.18f, 1.05f), new(0.95f, 0.42f), 0x9b2226, 0.85f),
        Rings(new(0.4f, 0.38f), 0.3f, 0x264653, 0x2a9d8f, 0xf4e8c1, 0xe76f51, 0x7b2d8b, 0xf4a261),
        Rings(new(1f, 0.3f), 0.2f, 0xd62828, 0xf7c548, 0x003049, 0xf4e8c1),
        Rings(new(0.86f, 0.78f), 0.13f, 0x1d3557, 0xf1faee, 0xe63946),
        Rings(new(0.16f, 0.76f), 0.1f, 0x6a994e, 0xf2e8cf, 0xbc4749),
        Triangle(new(0.52f, 0.62f), new(0.9f, 0.55f), new(0.62f, 0.2f), 0x2a9d8f, 0.55f),
        Triangle(new(0.3f, 0.92f), new(0.75f, 0.86f), new(0.5f, 0.55f), 0x5e548e, 0.6f),
        Checker(new(1.13f, 0.72f), 0.17f, 0.5f, 0xf4e8c1, 0x22223b),
        Checker(new(0.13f, 0.2f), 0.1f, -0.3f, 0xe76f51, 0xf4e8c1),
        Bar(new(0.02f, 0.55f), new(1.3f, 0.02f), 0.008f), Bar(new(0.1f, 0.02f), new(0.78f, 0.98f), 0.005f),
        Bar(new(0.5f, 0.98f), new(1.32f, 0.46f), 0.006f), Bar(new(0.62f, 0.05f), new(0.7f, 0.5f), 0.003f),
        Bar(new(0.66f, 0.05f), new(0.74f, 0.5f), 0.003f), Bar(new(0.7f, 0.05f), new(0.78f, 0.5f), 0.003f),
        Arc(new(0.62f, 0.62f), 0.36f, -2.6f, -0.4f, 0.006f), Arc(new(0.95f, 0.95f), 0.42f, -2.9f, -1.7f, 0.004f),
        Disc(new(0.7f, 0.7f), 0.045f, 0xf7c548, 1), Disc(new(0.78f, 0.14f), 0.05f, 0xe63946, 0.8f),
        Disc(new(0.83f, 0.17f), 0.05f, 0x1d3557, 0.6f),
        Disc(new(0.27f, 0.62f), 0.035f, 0x22223b, 1), Disc(new(1.24f, 0.1f), 0.04f, 0xf4a261, 1),
        Disc(new(0.06f, 0.42f), 0.03f, 0x3a6ea5, 1),
    ];

    /// <summary>The picture.</summary>
    public static RgbImage Composition() => Sheet.Fill(640, 480, Colour);

    private static Vector3 Colour(Vector2 p)
    {
        Vector3 colour = Mix(Rgb(0xf1e3c6), Rgb(0xdcc7a0), Noise(3 * p)) + new Vector3(0.03f * (Noise(60 * p) - 0.5f));
        foreach (Shape shape in s_shapes)
        {
            float inside = -shape.Distance(p);
            float cover = Step(-Edge, Edge, inside);
            if (cover == 0)
                continue;
            // Brushed by hand: streaks along one slant, a paler rim.
            float streak = 0.07f * (Noise(new((90 * p.X) + (30 * p.Y), (14 * p.Y) - (5 * p.X))) - 0.5f);
            Vector3 paint = shape.Paint(p) * (1 + streak) + new Vector3(0.05f * (1 - Step(0, 0.02f, inside)));
            colour = Mix(colour, paint, cover * shape.Opacity);
            colour = Mix(colour, s_ink, shape.IsOutlined ? Step(-Edge, Edge, 0.003f - MathF.Abs(inside)) : 0);
        }

        return colour;
    }

    private static Shape Disc(Vector2 centre, float radius, int colour, float opacity) =>
        new(p => Vector2.Distance(p, centre) - radius, _ => Rgb(colour), opacity, true);

    // Rings whose colours change from quarter to quarter.
    private static Shape Rings(Vector2 centre, float radius, params int[] colours) => new(
        p => Vector2.Distance(p, centre) - radius,
        p =>
        {
            Vector2 d = p - centre;
            int ring = (int)(d.Length() / radius * colours.Length);
            int quarter = (d.X > 0.2f * d.Y ? 1 : 0) + (d.Y > -0.3f * d.X ? 2 : 0);
            return Rgb(colours[Math.Abs(ring + quarter) % colours.Length]);
        },
        1, true);

    private static Shape Triangle(Vector2 a, Vector2 b, Vector2 c, int colour, float opacity) => new(
        p => MathF.Max(Side(p, a, b, c), MathF.Max(Side(p, b, c, a), Side(p, c, a, b))), _ => Rgb(colour), opacity, true);

    // Signed distance to the line ab, negative on c's side.
    private static float Side(Vector2 p, Vector2 a, Vector2 b, Vector2 c)
    {
        Vector2 normal = Vector2.Normalize(new(a.Y - b.Y, b.X - a.X));
        return Vector2.Dot(c - a, normal) > 0 ? -Vector2.Dot(p - a, normal) : Vector2.Dot(p - a, normal);
    }

    private static Shape Checker(Vector2 centre, float size, float angle, int light, int dark)
    {
        Matrix3x2 turn = Matrix3x2.CreateRotation(angle, centre);
        return new(
            p =>
            {
                Vector2 d = Vector2.Abs(Vector2.Transform(p, turn) - centre);
                return MathF.Max(d.X - size, d.Y - (0.6f * size));
            },
            p =>
            {
                Vector2 d = (Vector2.Transform(p, turn) - centre) / (0.3f * size);
                return Rgb(((int)MathF.Floor(d.X) + (int)MathF.Floor(d.Y)) % 2 == 0 ? light : dark);
            },
            0.95f, true);
    }

    private static Shape Bar(Vector2 a, Vector2 b, float width) => new(
        p => Vector2.Distance(p, a + ((b - a) * Math.Clamp(Vector2.Dot(p - a, b - a) / (b - a).LengthSquared(), 0, 1))) - width,
        _ => s_ink, 0.9f, false);

    private static Shape Arc(Vector2 centre, float radius, float from, float to, float width) => new(
        p =>
        {
            float angle = Math.Clamp(MathF.Atan2(p.Y - centre.Y, p.X - centre.X), from, to);
            return Vector2.Distance(p, centre + (radius * new Vector2(MathF.Cos(angle), MathF.Sin(angle)))) - width;
        },
        _ => s_ink, 0.9f, false);

    /// <summary>A signed distance (negative inside), a colour, an opacity, and whether a line is drawn round it.</summary>
    private readonly record struct Shape(Func<Vector2, float> Distance, Func<Vector2, Vector3> Paint, float Opacity, bool IsOutlined);
}
