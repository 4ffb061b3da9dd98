using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>What transparent pictures mean for a run: the result is painted where the photo is opaque, and a painting lends what of it can
/// be seen.</summary>
internal static class Transparency
{
    /// <summary>
    /// The same run told by masks and opaque pictures. The content's opacity becomes the result's; content counts and paintings act by it.
    /// A painting's opacity weights its part. What cannot be seen gets the colours of its surroundings, so that edges stay clean at every
    /// size.
    /// </summary>
    /// <param name="pictures">Any of them may have opacities (<see cref="RgbImage.Alpha"/>), not 0 everywhere.</param>
    public static TransferPictures Apply(TransferPictures pictures)
    {
        Mask? shown = OpacityOf(pictures.Content);
        // Paintings that share a region still do.
        Dictionary<Mask, Mask> regions = [];
        Mask? Shown(Mask? region)
        {
            if (shown is null || region is null)
                return region ?? shown;
            if (!regions.TryGetValue(region, out Mask? part))
                regions.Add(region, part = Product(region, shown));
            return part;
        }

        return pictures with
        {
            Content = Filled(pictures.Content),
            Opacity = shown,
            ContentMask = shown is null ? pictures.ContentMask : pictures.ContentMask is { } mask ? Product(mask, shown) : shown,
            Styles =
            [
                .. pictures.Styles.Select(style => style with
                {
                    Picture = Filled(style.Picture),
                    Part = OpacityOf(style.Picture) is not { } seen ? style.Part : style.Part is { } part ? Product(part, seen) : seen,
                    Region = Shown(style.Region),
                }),
            ],
            Init = pictures.Init is { } start ? Filled(start) : null,
            Attraction = pictures.Attraction is { } attraction ? Filled(attraction) : null,
        };
    }

    private static Mask? OpacityOf(RgbImage picture) => picture.Alpha is { } alpha ? new Mask(picture.Width, picture.Height, alpha) : null;

    private static Mask Product(Mask mask, Mask opacity)
    {
        float[] product = [.. mask.Resize(opacity.Width, opacity.Height).Data];
        for (int i = 0; i < product.Length; i++)
            product[i] *= opacity.Data[i];
        return new Mask(opacity.Width, opacity.Height, product);
    }

    /// <summary>
    /// The picture without opacities: an invisible pixel gets the mean colour of the smallest square of 2, 4, 8, … pixels a side, on a
    /// grid, in which anything is visible.
    /// </summary>
    private static RgbImage Filled(RgbImage picture)
    {
        if (picture.Alpha is not { } alpha)
            return picture;
        float[] data = [.. picture.Data];
        (int width, int height) = (picture.Width, picture.Height);
        float[] sums = new float[4 * alpha.Length];
        for (int i = 0; i < alpha.Length; i++)
        {
            sums[4 * i + 3] = alpha[i];
            for (int c = 0; c < RgbImage.Channels; c++)
                sums[4 * i + c] = alpha[i] * data[c * alpha.Length + i];
        }

        int[] hidden = [.. Enumerable.Range(0, alpha.Length).Where(i => alpha[i] <= 0)];
        for (int shift = 1; hidden.Length > 0 && (width > 1 || height > 1); shift++)
        {
            (sums, width, height) = Halve(sums, width, height);
            List<int> left = [];
            foreach (int i in hidden)
            {
                int square = 4 * ((i / picture.Width >> shift) * width + (i % picture.Width >> shift));
                if (sums[square + 3] <= 0)
                {
                    left.Add(i);
                    continue;
                }

                for (int c = 0; c < RgbImage.Channels; c++)
                    data[c * alpha.Length + i] = Math.Min(1, sums[square + c] / sums[square + 3]);
            }

            hidden = [.. left];
        }

        return new RgbImage(picture.Width, picture.Height, data);
    }

    private static (float[] Sums, int Width, int Height) Halve(float[] sums, int width, int height)
    {
        (int halfWidth, int halfHeight) = ((width + 1) / 2, (height + 1) / 2);
        float[] half = new float[4 * halfWidth * halfHeight];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < 4; c++)
                    half[4 * ((y / 2) * halfWidth + x / 2) + c] += sums[4 * (y * width + x) + c];
            }
        }

        return (half, halfWidth, halfHeight);
    }
}
