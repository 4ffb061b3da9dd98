using System.Numerics;
using IlgpuStyle.Imaging;
using static Paint.Field;

namespace Paint;

/// <summary>A print from wooden blocks: a block of carved lines over flat colours, and the grain of the wood in both.</summary>
internal static class Woodcut
{
    private static readonly Vector3 s_line = Rgb(0x1d2b45);
    private static readonly Vector3 s_paper = Rgb(0xf1e6cb);
    private static readonly Vector2 s_sun = new(0.36f, 0.25f);

    /// <summary>Waves before a mountain, with a red sun.</summary>
    public static RgbImage Wave() => Sheet.Fill(640, 480, Colour);

    private static Vector3 Colour(Vector2 p)
    {
        // Blocks are never quite in register, and their edges are cut by hand.
        Vector2 q = p + (0.004f * new Vector2(Noise(30 * p) - 0.5f, Noise((30 * p) + new Vector2(9, 3)) - 0.5f));
        (Vector3 flat, _) = Scene(q + new Vector2(0.002f, -0.001f));
        (_, float ink) = Scene(q);
        float grain = 0.5f + (0.5f * MathF.Sin((230 * p.Y) + (14 * Noise(new(2 * p.X, 5 * p.Y)))));
        Vector3 colour = flat * (0.97f + (0.05f * grain)) + new Vector3(0.025f * (Noise(80 * p) - 0.5f));
        return Mix(colour, s_line, ink * (0.93f + (0.07f * grain)));
    }

    // The colour block's colour and the line block's ink, 0 or 1 with soft edges.
    private static (Vector3 Flat, float Ink) Scene(Vector2 p)
    {
        for (int wave = 4; wave >= 0; wave--)
        {
            float depth = Depth(p, wave);
            if (depth > 0)
                return Sea(p, wave, depth);
        }

        float slope = p.Y - MountainTop(p.X);
        if (slope > 0)
            return Mountain(p, slope);
        return Sky(p);
    }

    private static (Vector3, float) Sea(Vector2 p, int wave, float depth)
    {
        float scale = 0.55f + (0.22f * wave);
        float foam = 0.05f * scale * (0.5f + Noise(new(14 * p.X / scale, wave)));
        if (depth < foam)
        {
            // Foam: scallops, each with its own outline.
            float scallop = MathF.Abs(MathF.Sin((40 * p.X / scale) + (6 * Noise(9 * p))));
            float rim = MathF.Abs(depth - (foam * (0.45f + (0.5f * scallop))));
            return (s_paper, MathF.Max(Line(depth, 0.0028f), Line(rim, 0.0022f)));
        }

        // Lines follow the crest; they swell towards the trough and run out along the wave.
        float phase = (86 / scale * (depth - foam)) + (1.6f * Noise(new(7 * p.X, 9 * p.Y)));
        float width = 0.14f + (0.5f * Step(0, 0.26f * scale, depth)) + (0.35f * (Noise(new(5 * p.X, 40 * depth)) - 0.5f));
        float ink = Step(-0.12f, 0.12f, width - MathF.Abs(MathF.Sin(MathF.PI * phase / 2)));
        Vector3 blue = Mix(Rgb(0x9fc0c4), Rgb(0x2f5f8a), (0.2f * wave) + (1.2f * depth));
        return (Mix(s_paper, blue, Step(0, 0.02f, depth - foam)), ink);
    }

    // How far below the crest of a wave; the nearest waves are the largest and lean over.
    private static float Depth(Vector2 p, int wave)
    {
        float scale = 0.55f + (0.22f * wave);
        float crest = 0.5f + (0.105f * wave);
        float x = (p.X + (0.31f * wave) - (0.8f * Math.Max(0, crest - p.Y))) / scale;
        float swell = MathF.Abs(MathF.Sin((3.4f * x) + 0.5f + (0.5f * MathF.Sin(1.7f * x))));
        float height = (wave == 3 ? 0.3f : 0.13f) * scale * (1 - MathF.Pow(swell, 0.75f)) * (wave == 3 ? Step(1.2f, 0.3f, p.X) : 1);
        return p.Y - crest + height + (0.02f * MathF.Sin(11 * x));
    }

    private static float MountainTop(float x) =>
        0.27f + (0.62f * MathF.Pow(MathF.Abs(x - 0.92f), 1.15f)) + (0.012f * Noise(new(22 * x, 4)));

    private static (Vector3, float) Mountain(Vector2 p, float slope)
    {
        float snow = 0.08f + (0.05f * MathF.Abs(MathF.Sin(38 * (p.X - 0.92f))));
        float outline = Line(slope, 0.003f);
        if (slope < snow && p.Y < 0.42f)
            return (s_paper, outline);
        // Ravines fall away from the top.
        float angle = MathF.Atan2(p.X - 0.92f, p.Y - 0.16f);
        float ink = Step(-0.1f, 0.1f, 0.3f + (0.3f * Noise(8 * p)) - MathF.Abs(MathF.Sin((46 * angle) + (3 * Noise(6 * p)))));
        return (Mix(Rgb(0x5f7f86), Rgb(0xb9c3a4), (p.Y - 0.3f) / 0.25f), MathF.Max(outline, ink));
    }

    private static (Vector3, float) Sky(Vector2 p)
    {
        float fromSun = Vector2.Distance(p, s_sun);
        if (fromSun < 0.12f)
            return (Rgb(0xc8432b), 0);
        Vector3 sky = Mix(Mix(Rgb(0x3d6a8f), s_paper, 4.2f * p.Y), Rgb(0xe9b86b), (3.2f * p.Y) - 0.75f);
        // Clouds: bundles of long lines with open ends.
        float cloud = Noise(new(2.1f * p.X, 7 * p.Y)) - 0.5f;
        float phase = (64 * p.Y) + (2 * Noise(new(3 * p.X, 3 * p.Y)));
        float width = cloud < 0.05f ? -1 : 0.32f * Step(0.05f, 0.25f, cloud);
        return (sky, MathF.Max(Step(-0.1f, 0.1f, width - MathF.Abs(MathF.Sin(MathF.PI * phase / 2))), Line(fromSun - 0.12f, 0.0015f)));
    }

    private static float Line(float distance, float width) => Step(width * 1.3f, width * 0.7f, MathF.Abs(distance));
}
