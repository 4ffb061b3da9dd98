using System.Numerics;
using IlgpuStyle.Imaging;
using static Paint.Field;

namespace Paint;

/// <summary>Chalks on a toned, rough paper: broad hatching that leaves the ground bare in its hollows.</summary>
internal static class Pastel
{
    private static readonly (Vector2 Centre, Vector2 Radii, int Light, int Dark)[] s_fruit =
    [
        (new(0.95f, 0.52f), new(0.13f, 0.17f), 0xe8d36a, 0x8a7a1f), (new(0.72f, 0.6f), new(0.17f, 0.155f), 0xf07b4a, 0x8f1f1c),
        (new(0.45f, 0.63f), new(0.16f, 0.15f), 0xd9e07a, 0x4c7a2c), (new(0.6f, 0.72f), new(0.11f, 0.1f), 0xc77bbd, 0x4a1f5c),
        (new(0.27f, 0.72f), new(0.1f, 0.095f), 0xf4b04d, 0xa8481c), (new(0.86f, 0.76f), new(0.09f, 0.085f), 0xe2574c, 0x6d1222),
    ];

    /// <summary>Fruit on a blue cloth.</summary>
    public static RgbImage Fruit()
    {
        Canvas canvas = new(640, 480, seed: 11, tooth: 0.6f);
        canvas.Underpaint(p => Mix(Rgb(0x9a8772), Colour(p), 0.45f));
        canvas.Paint(new Layer(20, 80, 15, 0.05f), Colour, Hatching);
        canvas.Paint(new Layer(13, 60, 13, 0.08f), Colour, p => Hatching(p) + 0.35f);
        canvas.Paint(new Layer(8, 44, 11, 0.11f), Colour, Hatching, p => Fruit(p) >= 0 ? 1 : 0.45f);
        canvas.Paint(new Layer(5, 18, 8, 0.06f), p => Colour(p) + new Vector3(0.12f), Hatching, Highlight);
        return canvas.Finish(0);
    }

    private static int Fruit(Vector2 p) =>
        Array.FindLastIndex(s_fruit, fruit => Inside(fruit.Centre, fruit.Radii, p) < 1);

    private static float Inside(Vector2 centre, Vector2 radii, Vector2 p) => ((p - centre) / radii).Length();

    private static Vector3 Colour(Vector2 p)
    {
        if (Fruit(p) is >= 0 and int i)
        {
            (Vector2 centre, Vector2 radii, int light, int dark) = s_fruit[i];
            float lit = 0.62f - (0.5f * Vector2.Dot((p - centre) / radii, Vector2.Normalize(new(1, 1.2f))));
            Vector3 colour = Mix(Rgb(dark), Rgb(light), lit);
            return Mix(colour, Rgb(0x5f86c4), 0.5f * Step(0.75f, 1, Inside(centre, radii, p)) * Step(0.3f, 0, lit));
        }

        float shadow = s_fruit.Max(fruit => Step(
            1.25f, 0.8f, Inside(fruit.Centre + new Vector2(0.07f, 0.6f * fruit.Radii.Y), fruit.Radii * new Vector2(1.1f, 0.55f), p)));
        if (p.Y > 0.62f + (0.03f * MathF.Sin(4 * p.X)))
        {
            float fold = 0.5f + (0.5f * MathF.Sin((17 * p.X) + (9 * p.Y) + (3 * Noise(3 * p))));
            return Mix(Mix(Rgb(0x3f6fb5), Rgb(0xa9c8ea), fold * (0.4f + (0.6f * Noise(4 * p)))), Rgb(0x1f2c5c), 0.85f * shadow);
        }

        Vector3 wall = Mix(Rgb(0xc9a27a), Rgb(0x6f8f83), 1.3f * Noise((2 * p) + new Vector2(3, 0)));
        return Mix(wall, Rgb(0xf0d9b5), Step(0.9f, 0, Vector2.Distance(p, new(0.1f, 0.1f))));
    }

    private static float Hatching(Vector2 p)
    {
        // Across the form on fruit, bent a little by its roundness.
        if (Fruit(p) is >= 0 and int i)
            return -0.8f + (1.1f * (p.X - s_fruit[i].Centre.X) / s_fruit[i].Radii.X);
        return p.Y > 0.62f ? 0.25f + (0.5f * (Noise(3 * p) - 0.5f)) : -0.9f + (0.4f * (Noise(2 * p) - 0.5f));
    }

    private static float Highlight(Vector2 p) => Fruit(p) is >= 0 and int i
        ? Step(0.35f, 0.1f, Vector2.Distance((p - s_fruit[i].Centre) / s_fruit[i].Radii, new(-0.35f, -0.4f)))
        : 0;
}
