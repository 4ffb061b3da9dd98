using System.Numerics;
using IlgpuStyle.Imaging;
using static Paint.Field;

namespace Paint;

/// <summary>
/// Stones that lie along the lines of the picture: a centroidal Voronoi diagram under a square metric that turns with them (Hausner 2001).
/// </summary>
internal static class Mosaic
{
    private const int Width = 640, Height = 480, Stones = 4200, Rounds = 12;
    private const float Cell = 1f / 48;

    private static readonly Vector2 s_tail = new(0.66f, 0.74f);

    /// <summary>A peacock before gold.</summary>
    public static RgbImage Peacock()
    {
        Random random = new(7);
        Vector2[] stones =
            [.. Enumerable.Range(0, Stones).Select(_ => new Vector2(random.NextSingle() * Width / Height, random.NextSingle()))];
        for (int round = 0; round < Rounds; round++)
            Settle(stones);
        float[] shade = [.. stones.Select(_ => 0.22f * (random.NextSingle() - 0.5f))];
        Vector3[] colours =
            [.. stones.Select((stone, i) => (Colour(stone) + new Vector3(0.04f * (random.NextSingle() - 0.5f))) * (1 + shade[i]))];
        ILookup<(int, int), int> cells = Cells(stones);
        return Sheet.Fill(Width, Height, p =>
        {
            (int nearest, float first, float second) = Nearest(stones, cells, p);
            float inside = MathF.Min(second - first, 0.0105f - first);
            // Light from the upper left on each stone's slightly tilted face.
            Vector2 d = p - stones[nearest];
            float tilt = (12 * (Hash(nearest, 1) - 0.5f) * d.X) + (12 * (Hash(nearest, 2) - 0.5f) * d.Y) - (2.5f * (d.X + d.Y));
            Vector3 grout = Rgb(0x4b4238) * (0.8f + (0.4f * Noise(120 * p)));
            return Mix(grout, colours[nearest] * (1 + tilt + (0.08f * (Noise(70 * p) - 0.5f))), Step(0.0008f, 0.0026f, inside));
        });
    }

    // Each stone moves to the middle of the points that are nearest to it.
    private static void Settle(Vector2[] stones)
    {
        ILookup<(int, int), int> cells = Cells(stones);
        Vector2[] sums = new Vector2[stones.Length];
        int[] counts = new int[stones.Length];
        for (float y = 0.5f / 300; y < 1; y += 1f / 300)
        {
            for (float x = 0.5f / 300; x < (float)Width / Height; x += 1f / 300)
            {
                int nearest = Nearest(stones, cells, new(x, y)).Stone;
                sums[nearest] += new Vector2(x, y);
                counts[nearest]++;
            }
        }

        for (int i = 0; i < stones.Length; i++)
        {
            if (counts[i] > 0)
                stones[i] = sums[i] / counts[i];
        }
    }

    private static ILookup<(int, int), int> Cells(Vector2[] stones) =>
        Enumerable.Range(0, stones.Length).ToLookup(i => ((int)(stones[i].X / Cell), (int)(stones[i].Y / Cell)));

    // Distances in the larger of the two coordinates along and across the stone's own direction.
    private static (int Stone, float First, float Second) Nearest(Vector2[] stones, ILookup<(int, int), int> cells, Vector2 p)
    {
        (int stone, float first, float second) = (0, 9f, 9f);
        (int column, int row) = ((int)(p.X / Cell), (int)(p.Y / Cell));
        for (int reach = 1; first > 8; reach++)
        {
            for (int y = row - reach; y <= row + reach; y++)
            {
                for (int x = column - reach; x <= column + reach; x++)
                {
                    foreach (int i in cells[(x, y)])
                    {
                        Vector2 along = Direction(stones[i]);
                        Vector2 d = p - stones[i];
                        float distance = MathF.Max(MathF.Abs(Vector2.Dot(d, along)), MathF.Abs((d.X * along.Y) - (d.Y * along.X)));
                        if (distance < first)
                            (stone, first, second) = (i, distance, first);
                        else if (distance < second)
                            second = distance;
                    }
                }
            }
        }

        return (stone, first, second);
    }

    // Round the tail's root, round the eyes of the feathers, along the neck.
    private static Vector2 Direction(Vector2 p)
    {
        Vector2 centre = s_tail;
        if (Eye(p) is { Distance: < 1 } eye)
            centre = eye.Centre;
        else if (Body(p) < 0.015f)
            return Vector2.Normalize(new(0.35f, 1));
        Vector2 d = p - centre;
        return d.Length() < 1e-4f ? Vector2.UnitX : Vector2.Normalize(new(-d.Y, d.X));
    }

    private static Vector3 Colour(Vector2 p)
    {
        if (Vector2.Distance(p, new(0.447f, 0.258f)) < 0.012f)
            return Rgb(0xfff4d6);
        if (Body(p) < 0)
            return Mix(Rgb(0x0b3fa8), Rgb(0x12b0c9), Noise(9 * p) + (0.7f * (0.6f - p.Y)));
        if (p.X < 0.43f && p.Y > 0.245f && p.Y < 0.3f && p.X > 0.355f && MathF.Abs(p.Y - 0.272f) < 0.4f * (p.X - 0.35f))
            return Rgb(0xd9a441);
        if (Eye(p) is { Distance: < 1 } eye)
        {
            return eye.Distance switch
            {
                < 0.38f => Rgb(0x142a73), < 0.62f => Rgb(0x18a999), < 0.84f => Rgb(0xe0a030), _ => Rgb(0x6b7f1f),
            };
        }

        Vector2 d = p - s_tail;
        float angle = MathF.Atan2(-d.Y, d.X), radius = d.Length();
        if (radius < 0.62f && angle > -0.3f && angle < 1.72f)
            return Mix(Rgb(0x1b6b3a), Rgb(0x5aa33c), 0.5f + (0.5f * MathF.Sin(26 * angle)));
        if (p.Y > 0.88f)
            return Mix(Rgb(0x7a3b1d), Rgb(0xb5651d), Noise(14 * p));
        return Mix(Rgb(0xd4a017), Rgb(0xf3d36b), Noise(6 * p) + (0.3f * MathF.Sin(40 * radius)));
    }

    // Signed distance to breast, neck and head.
    private static float Body(Vector2 p)
    {
        Vector2 along = new(0.45f, 0.27f), to = new(0.56f, 0.66f);
        float t = Math.Clamp(Vector2.Dot(p - along, to - along) / (to - along).LengthSquared(), 0, 1);
        Vector2 spine = along + (t * (to - along)) - new Vector2(0.03f * MathF.Sin(3.1f * t), 0);
        return Vector2.Distance(p, spine) - (0.032f + (0.1f * t * t * t));
    }

    // The feather's eye that p is nearest to; distance 1 is its rim.
    private static (Vector2 Centre, float Distance) Eye(Vector2 p)
    {
        (Vector2 Centre, float Distance) best = (default, 9);
        for (int ring = 0; ring < 3; ring++)
        {
            for (int k = 0; k < 7 + (2 * ring); k++)
            {
                float angle = -0.2f + (1.85f * (k + (0.5f * (ring % 2))) / (7 + (2 * ring)));
                Vector2 centre = s_tail + ((0.27f + (0.13f * ring)) * new Vector2(MathF.Cos(angle), -MathF.Sin(angle)));
                float distance = Vector2.Distance(p, centre) / (0.042f + (0.008f * ring));
                if (distance < best.Distance)
                    best = (centre, distance);
            }
        }

        return best;
    }
}
