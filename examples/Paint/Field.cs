using System.Numerics;

namespace Paint;

/// <summary>What every picture is computed from: noise and mixtures of colours.</summary>
internal static class Field
{
    /// <summary>(1 − t)·a + t·b, with t kept in [0, 1].</summary>
    public static Vector3 Mix(Vector3 a, Vector3 b, float t) => Vector3.Lerp(a, b, Math.Clamp(t, 0, 1));

    /// <summary>0 below <paramref name="from"/>, 1 above <paramref name="to"/>, smooth between.</summary>
    public static float Step(float from, float to, float x)
    {
        float t = Math.Clamp((x - from) / (to - from), 0, 1);
        return t * t * (3 - (2 * t));
    }

    /// <summary>A colour from 0xRRGGBB.</summary>
    public static Vector3 Rgb(int hex) => new Vector3(hex >> 16, (hex >> 8) & 255, hex & 255) / 255;

    /// <summary>Value noise in [0, 1]: hashed lattice values, smoothly interpolated, two octaves.</summary>
    public static float Noise(Vector2 p) =>
        (0.67f * Lattice(p)) + (0.33f * Lattice((2.1f * p) + new Vector2(17, 5)));

    /// <summary>A number in [0, 1) for a point of the lattice.</summary>
    public static float Hash(int x, int y)
    {
        uint h = ((uint)x * 0x9E3779B1u) ^ ((uint)y * 0x85EBCA77u);
        h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
        h = (h ^ (h >> 12)) * 0x297A2D39u;
        return ((h ^ (h >> 15)) & 0xFFFFFF) / (float)0x1000000;
    }

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
}
