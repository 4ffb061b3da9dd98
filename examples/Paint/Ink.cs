using System.Numerics;
using IlgpuStyle.Imaging;
using static Paint.Field;

namespace Paint;

/// <summary>Brush and ink on paper: washes that fade into mist, and strokes that run dry.</summary>
internal static class Ink
{
    private const int Ridges = 5;

    private static readonly Vector3 s_paper = Rgb(0xefe7d6);
    private static readonly (float Foot, float Lean, float Width, float Dark)[] s_canes =
        [(0.12f, 0.06f, 0.017f, 0.75f), (0.24f, -0.03f, 0.011f, 0.45f), (0.03f, 0.03f, 0.012f, 0.5f)];

    private static readonly BrushStroke[] s_bamboo = Bamboo(new Random(5));

    /// <summary>Mountains in mist, bamboo in front, a red seal.</summary>
    public static RgbImage Mountains() => Sheet.Fill(640, 480, p =>
    {
        float density = Landscape(p);
        foreach (BrushStroke stroke in s_bamboo)
            density = MathF.Max(density, stroke.Density(p));
        density += 0.05f * (Noise(150 * p) - 0.5f);
        // Ink takes light away, blue and red a little unequally; fibres show in the bare paper.
        Vector3 paper = s_paper * (0.97f + (0.05f * Noise(new(25 * p.X, 140 * p.Y))));
        Vector3 colour = paper * new Vector3(MathF.Exp(-2.6f * density), MathF.Exp(-2.5f * density), MathF.Exp(-2.35f * density));
        return Seal(p) > 0 ? Mix(colour, Rgb(0xb3261e), Seal(p)) : colour;
    });

    private static float Landscape(Vector2 p)
    {
        float density = 0.02f;
        for (int i = 0; i < Ridges; i++)
        {
            float top = Ridge(p.X, i), below = p.Y - top;
            if (below < -0.004f)
                continue;
            // A wash is darkest at the ridge and fades downwards; the brush's grain runs down the slope.
            float near = (i + 1f) / Ridges;
            float fade = MathF.Exp(-below / (0.05f + (0.07f * near)));
            float streak = 0.6f + (0.8f * Noise(new((60 * p.X) + (25 * below), 9 * below)));
            float wash = (0.2f + (0.5f * near * near)) * fade * streak * Step(-0.004f, 0.004f, below);
            // Texture strokes, hatched along the rock and dry at their ends.
            float grain = Step(0.68f, 0.8f, Noise(new((34 * p.X) - (55 * below), (12 * below) + (7 * i))));
            float hatch = grain * near * near * 0.75f * Step(0.16f, 0.01f, below);
            density = MathF.Max(density * MathF.Exp(-3 * fade * near), MathF.Max(wash, hatch));
        }

        return density;
    }

    private static float Ridge(float x, int i) =>
        0.3f + (0.115f * i) - (0.24f * Noise(new((2.3f * x) + (5.7f * i), 3 * i)))
        - (0.05f * MathF.Abs(Noise(new((9 * x) + i, i)) - 0.5f)) + (0.08f * Step(0.5f, 0.2f, MathF.Abs(x - 0.3f - (0.2f * i))))
        - (0.015f * Noise(new(40 * x, i)));

    private static float Seal(Vector2 p)
    {
        Vector2 d = Vector2.Abs(p - new Vector2(1.22f, 0.88f));
        float rim = 0.034f - MathF.Max(d.X, d.Y) + (0.003f * Noise(60 * p));
        bool isCut = MathF.Abs(d.X - 0.012f) < 0.0035f || (MathF.Abs(p.Y - 0.87f) < 0.003f && d.X < 0.024f)
            || MathF.Abs(p.Y - 0.897f) < 0.003f;
        return Step(0, 0.003f, rim) * (isCut && rim > 0.007f ? 0.1f : 0.85f + (0.15f * Noise(50 * p)));
    }

    private static BrushStroke[] Bamboo(Random random)
    {
        List<BrushStroke> strokes = [];
        foreach ((float foot, float lean, float width, float dark) in s_canes)
        {
            for (float y = 1.02f; y > -0.1f; y -= 0.155f)
            {
                Vector2 from = new(foot + (lean * (1 - y)), y), to = new(foot + (lean * (1.145f - y)), y - 0.145f);
                strokes.Add(new(from, to, width, width, dark, 0.35f, strokes.Count));
                for (int leaf = 0; leaf < 3 && y < 0.8f; leaf++)
                {
                    float side = random.NextSingle() < 0.6f ? 1 : -1, angle = 0.25f + (0.9f * random.NextSingle());
                    Vector2 start = to + new Vector2(side * 0.03f * leaf, 0.02f * leaf);
                    Vector2 end = start + ((0.1f + (0.11f * random.NextSingle())) * new Vector2(side * MathF.Cos(angle), MathF.Sin(angle)));
                    strokes.Add(new(start, end, 0.014f, 0.001f, dark + 0.35f - (0.3f * random.NextSingle()), 0.6f, strokes.Count));
                }
            }
        }

        return [.. strokes];
    }

    /// <summary>One stroke from a point to another: widths at both ends, how much ink, and how dry it runs, 0 to 1.</summary>
    private readonly record struct BrushStroke(Vector2 From, Vector2 To, float Width, float EndWidth, float Dark, float Dryness, int Seed)
    {
        public float Density(Vector2 p)
        {
            Vector2 along = To - From, d = p - From;
            float length = along.Length();
            along /= length;
            float t = Vector2.Dot(d, along) / length;
            float across = (d.X * along.Y) - (d.Y * along.X);
            if (t < -0.05f || t > 1.05f || MathF.Abs(across) > 1.3f * Width)
                return 0;
            // A leaf swells after its first third; a cane keeps its width and thickens at the knots.
            float belly = EndWidth < Width / 2
                ? MathF.Pow(Math.Clamp(t * 3, 0, 1), 0.7f)
                : 1 + (0.18f * MathF.Pow(MathF.Abs((2 * t) - 1), 8));
            float half = float.Lerp(Width, EndWidth, Math.Clamp(t, 0, 1)) * belly;
            float edge = half - MathF.Abs(across) + (0.0012f * (Noise(new(90 * t, Seed)) - 0.5f));
            float bristles = Noise(new((55 / Width * 0.02f * across) + Seed, 3 * t));
            float dry = 1 - (Dryness * Step(0.35f, 0.75f, bristles + (0.5f * t) - 0.35f));
            return Dark * Step(-0.0008f, 0.0014f, edge) * Step(-0.05f, 0.01f, t) * Step(1.05f, 0.97f, t) * dry
                * (0.85f + (0.35f * Step(0.3f, 1, MathF.Abs(across) / MathF.Max(half, 1e-4f))));
        }
    }
}
