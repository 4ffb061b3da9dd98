namespace IlgpuStyle.Imaging;

/// <summary>
/// JPEG's YCbCr in Pillow's arithmetic: 8 bits a channel, each product rounded to 1/64 (towards zero after adding ½), sums cut off.
/// </summary>
internal static class PillowYCbCr
{
    private const int Scale = 6;

    /// <summary>
    /// Brightness of one colour with Cb and Cr of another, as Image.merge gives it. The first is cut off to 8 bits, as
    /// torchvision's ToPILImage does; the second comes from 8 bits.
    /// </summary>
    public static (double R, double G, double B) Combine((double R, double G, double B) light, (double R, double G, double B) color)
    {
        (int r, int g, int b) = (Cut(light.R), Cut(light.G), Cut(light.B));
        int y = Product(0.299, r) + Product(0.587, g) + Product(0.114, b) >> Scale;
        (r, g, b) = (Rounded(color.R), Rounded(color.G), Rounded(color.B));
        // Without the 128 that makes bytes of them.
        int cb = Product(-0.16874, r) + Product(-0.33126, g) + Product(0.5, b) >> Scale;
        int cr = Product(0.5, r) + Product(-0.41869, g) + Product(-0.08131, b) >> Scale;
        return (
            Unit(y + (Product(1.402, cr) >> Scale)),
            Unit(y + (Product(-0.34414, cb) + Product(-0.71414, cr) >> Scale)),
            Unit(y + (Product(1.772, cb) >> Scale)));
    }

    private static int Product(double factor, int value) => (int)(factor * (1 << Scale) * value + 0.5);

    private static int Cut(double value) => (int)(byte.MaxValue * Math.Clamp((float)value, 0f, 1f));

    private static int Rounded(double value) => (int)Math.Round(byte.MaxValue * Math.Clamp(value, 0, 1));

    private static double Unit(int level) => Math.Clamp(level, 0, byte.MaxValue) / (double)byte.MaxValue;
}
