using IlgpuStyle.Imaging;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Imaging;

public sealed class ResamplerTests
{
    // Source pixel (x, y) = ((37x + 101y + 13xy) mod 97) / 97. Expected values: Pillow 9.4 on a float
    // picture (mode F) for the kernels; a dense coverage matrix in float64 for Area, which Pillow's BOX only
    // approximates.
    public static TheoryData<ResampleFilter, int, int, int, int, float[]> Expected =>
        new()
        {
            {
                ResampleFilter.Bilinear, 11, 9, 4, 3,
                [0.3739738f, 0.4032001f, 0.4895833f, 0.4965874f,
                 0.3418607f, 0.5268804f, 0.5708667f, 0.5398371f,
                 0.48876f, 0.5371349f, 0.4928909f, 0.5745991f]
            },
            {
                ResampleFilter.Bicubic, 11, 9, 4, 3,
                [0.3619146f, 0.407483f, 0.5041047f, 0.4856063f,
                 0.3269558f, 0.5275902f, 0.5769387f, 0.5403517f,
                 0.4793796f, 0.5513684f, 0.4809688f, 0.5938762f]
            },
            {
                ResampleFilter.Lanczos3, 11, 9, 4, 3,
                [0.359339f, 0.4171014f, 0.4991134f, 0.4774761f,
                 0.324701f, 0.5333841f, 0.5792816f, 0.5426069f,
                 0.4742537f, 0.5533162f, 0.4789315f, 0.604137f]
            },
            {
                ResampleFilter.Area, 11, 9, 4, 3,
                [0.3280225f, 0.4004998f, 0.5335832f, 0.4848485f,
                 0.3020931f, 0.5014058f, 0.5795064f, 0.5363949f,
                 0.4882849f, 0.5720087f, 0.4436114f, 0.5879413f]
            },
            {
                ResampleFilter.Bilinear, 3, 2, 5, 4,
                [0f, 0.1525773f, 0.3814433f, 0.6103092f, 0.7628866f,
                 0.01030928f, 0.1762886f, 0.4252577f, 0.5242268f, 0.5902061f,
                 0.03092783f, 0.2237113f, 0.5128866f, 0.3520618f, 0.2448454f,
                 0.04123711f, 0.2474227f, 0.556701f, 0.2659794f, 0.07216495f]
            },
            {
                ResampleFilter.Bicubic, 3, 2, 5, 4,
                [-0.03153426f, 0.1055027f, 0.3659794f, 0.6797923f, 0.8583875f,
                 -0.0223414f, 0.1430214f, 0.4177467f, 0.5672587f, 0.6350585f,
                 -0.004112596f, 0.2174186f, 0.5203976f, 0.3441123f, 0.1922125f,
                 0.005080266f, 0.2549374f, 0.5721649f, 0.2315786f, -0.03111663f]
            },
            {
                ResampleFilter.Lanczos3, 3, 2, 5, 4,
                [-0.02845554f, 0.05565551f, 0.3506895f, 0.7455323f, 0.9300187f,
                 -0.02910521f, 0.1267608f, 0.4222557f, 0.5852975f, 0.6079587f,
                 -0.0299552f, 0.2197906f, 0.5158886f, 0.3756557f, 0.1865946f,
                 -0.03060487f, 0.2908958f, 0.5874548f, 0.2154208f, -0.1354654f]
            },
            {
                ResampleFilter.Area, 3, 2, 5, 4,
                [0f, 0.1271478f, 0.3814433f, 0.6357388f, 0.7628866f,
                 0f, 0.1271478f, 0.3814433f, 0.6357388f, 0.7628866f,
                 0.04123711f, 0.2130584f, 0.556701f, 0.233677f, 0.07216495f,
                 0.04123711f, 0.2130584f, 0.556701f, 0.233677f, 0.07216495f]
            },
            {
                ResampleFilter.Bilinear, 8, 5, 3, 7,
                [0.3426479f, 0.5017182f, 0.5642973f,
                 0.3155182f, 0.4123711f, 0.4678707f,
                 0.3267188f, 0.355109f, 0.4826758f,
                 0.4055887f, 0.3794796f, 0.7004883f,
                 0.5408496f, 0.3868434f, 0.579955f,
                 0.4054337f, 0.5166562f, 0.5947601f,
                 0.1527401f, 0.6858125f, 0.6787845f]
            },
            {
                ResampleFilter.Bicubic, 8, 5, 3, 7,
                [0.3309572f, 0.5192471f, 0.5915122f,
                 0.2904926f, 0.4161028f, 0.4687619f,
                 0.2947373f, 0.3390142f, 0.4810466f,
                 0.396263f, 0.3698675f, 0.7144264f,
                 0.5944996f, 0.3540244f, 0.5689506f,
                 0.3990867f, 0.5281405f, 0.583199f,
                 0.07671735f, 0.7340423f, 0.6932418f]
            },
            {
                ResampleFilter.Lanczos3, 8, 5, 3, 7,
                [0.3188921f, 0.5409542f, 0.6062045f,
                 0.2866212f, 0.4265754f, 0.4573867f,
                 0.2737167f, 0.3295802f, 0.4882062f,
                 0.382855f, 0.3761029f, 0.721901f,
                 0.6451929f, 0.3396708f, 0.5561878f,
                 0.3941492f, 0.5413759f, 0.5634419f,
                 0.03888383f, 0.7439206f, 0.7175353f]
            },
            {
                ResampleFilter.Area, 8, 5, 3, 7,
                [0.3337629f, 0.4600515f, 0.5863402f,
                 0.278866f, 0.3912371f, 0.5036082f,
                 0.2739691f, 0.3474227f, 0.4958763f,
                 0.4007732f, 0.3556701f, 0.685567f,
                 0.5275773f, 0.3639175f, 0.5752577f,
                 0.3726804f, 0.5201031f, 0.5925258f,
                 0.0927835f, 0.7512887f, 0.6597938f]
            },
            {
                ResampleFilter.Auto, 11, 9, 4, 3,
                [0.359339f, 0.4171014f, 0.4991134f, 0.4774761f,
                 0.324701f, 0.5333841f, 0.5792816f, 0.5426069f,
                 0.4742537f, 0.5533162f, 0.4789315f, 0.604137f]
            },
            {
                ResampleFilter.Auto, 3, 2, 5, 4,
                [-0.03153426f, 0.1055027f, 0.3659794f, 0.6797923f, 0.8583875f,
                 -0.0223414f, 0.1430214f, 0.4177467f, 0.5672587f, 0.6350585f,
                 -0.004112596f, 0.2174186f, 0.5203976f, 0.3441123f, 0.1922125f,
                 0.005080266f, 0.2549374f, 0.5721649f, 0.2315786f, -0.03111663f]
            },
        };

    [Theory]
    [MemberData(nameof(Expected))]
    public void Resize_KnownSource_GivesReferenceValues(
        ResampleFilter filter, int width, int height, int toWidth, int toHeight, float[] expected)
    {
        float[] found = Resampler.Resize(
            Source(width, height), new TensorShape(1, height, width), toWidth, toHeight, filter);

        Assert.Equal(expected.Length, found.Length);
        // Both sides round to float32 between the two passes.
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 2e-6f));
    }

    [Theory]
    [InlineData(ResampleFilter.Auto)]
    [InlineData(ResampleFilter.Area)]
    [InlineData(ResampleFilter.Bilinear)]
    [InlineData(ResampleFilter.Bicubic)]
    [InlineData(ResampleFilter.Lanczos3)]
    public void Resize_ConstantPlane_StaysConstantAtEverySize(ResampleFilter filter)
    {
        (int From, int To)[] sizes = [(1, 9), (9, 1), (2, 3), (100, 7), (7, 100), (33, 32), (32, 33)];
        foreach ((int from, int to) in sizes)
        {
            float[] plane = Enumerable.Repeat(0.7f, from * from).ToArray();
            float[] found = Resampler.Resize(plane, new TensorShape(1, from, from), to, to, filter);
            Assert.All(found, value => Assert.Equal(0.7f, value, 1e-6f));
        }
    }

    [Theory]
    [InlineData(ResampleFilter.Auto)]
    [InlineData(ResampleFilter.Area)]
    [InlineData(ResampleFilter.Bilinear)]
    [InlineData(ResampleFilter.Bicubic)]
    [InlineData(ResampleFilter.Lanczos3)]
    public void Resize_SameSize_CopiesTheValues(ResampleFilter filter)
    {
        float[] source = Source(6, 5);

        float[] found = Resampler.Resize(source, new TensorShape(1, 5, 6), 6, 5, filter);

        Assert.Equal(source, found);
        Assert.NotSame(source, found);
    }

    // As many rows at a time as a vector has lanes, and a rest.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resize_ManyRows_GivesTheBitsOfEachAlone(bool isTorus)
    {
        TensorShape shape = new(1, 19, 50), row = new(1, 1, 50);
        float[] source = RandomData.Normal(shape, seed: 5);
        foreach (int width in new[] { 7, 49, 83 })
        {
            float[] whole = Resampler.Resize(source, shape, width, 19, isTorus: isTorus);
            for (int y = 0; y < 19; y++)
            {
                float[] alone = Resampler.Resize(source[(y * 50)..((y + 1) * 50)], row, width, 1, isTorus: isTorus);
                Assert.Equal(alone, whole[(y * width)..((y + 1) * width)]);
            }
        }
    }

    [Fact]
    public void Resize_ManyPlanes_ResamplesEachOnItsOwn()
    {
        float[] plane = Source(9, 8);
        float[] planes =
            [.. plane, .. plane.Select(v => -2 * v), .. plane.Select(v => v + 3), .. plane, .. plane];

        float[] found = Resampler.Resize(planes, new TensorShape(5, 8, 9), 4, 11);
        float[] single = Resampler.Resize(plane, new TensorShape(1, 8, 9), 4, 11);

        for (int i = 0; i < single.Length; i++)
        {
            Assert.Equal(single[i], found[i]);
            Assert.Equal(-2 * single[i], found[single.Length + i], 1e-5f);
            Assert.Equal(single[i] + 3, found[(2 * single.Length) + i], 1e-5f);
            Assert.Equal(single[i], found[(4 * single.Length) + i]);
        }
    }

    // One-pixel stripes are beyond the small picture's resolution: a filter that aliases shows bands
    // of full contrast, a good one shows grey.
    [Theory]
    [InlineData(ResampleFilter.Auto, 0.02f)]
    [InlineData(ResampleFilter.Bicubic, 0.02f)]
    [InlineData(ResampleFilter.Lanczos3, 0.02f)]
    [InlineData(ResampleFilter.Bilinear, 0.04f)]
    public void Resize_FineStripesShrunk_BecomeGrey(ResampleFilter filter, float ripple)
    {
        float[] stripes = new float[210 * 4];
        for (int i = 0; i < stripes.Length; i++)
            stripes[i] = i & 1;

        float[] found = Resampler.Resize(stripes, new TensorShape(1, 4, 210), 64, 4, filter);

        // At the border the cut-off kernel sees a stripe more of one kind; three outputs further in, no
        // kernel is cut off.
        for (int i = 0; i < found.Length; i++)
        {
            if (i % 64 is >= 3 and < 61)
                Assert.InRange(found[i], 0.5f - ripple, 0.5f + ripple);
        }
    }

    [Fact]
    public void Resize_PictureWithEdge_StaysInRange()
    {
        float[] data = new float[3 * 64];
        Array.Fill(data, 1f, 96, 96);

        RgbImage found = Resampler.Resize(new RgbImage(8, 8, data), 5, 21);

        Assert.Equal(new ImageSize(5, 21), found.Size);
        Assert.All(found.Data, value => Assert.InRange(value, 0f, 1f));
    }

    [Fact]
    public void Resize_PictureWithAlpha_InvisibleColoursDoNotBleed()
    {
        // Left half opaque red, right half invisible green.
        float[] data = new float[3 * 64];
        float[] alpha = new float[64];
        for (int i = 0; i < 64; i++)
        {
            bool isLeft = i % 8 < 4;
            data[i] = isLeft ? 1 : 0;
            data[64 + i] = isLeft ? 0 : 1;
            alpha[i] = isLeft ? 1 : 0;
        }

        RgbImage found = Resampler.Resize(new RgbImage(8, 8, data, alpha), 3, 3, ResampleFilter.Bilinear);

        Assert.NotNull(found.Alpha);
        for (int i = 0; i < 9; i++)
        {
            if (found.Alpha[i] >= 1f / 255)
            {
                Assert.Equal(1f, found.Data[i], 1e-5f);
                Assert.Equal(0f, found.Data[9 + i], 1e-5f);
            }
        }

        Assert.InRange(found.Alpha[1], 0.4f, 0.6f);
    }

    [Fact]
    public void Resize_WrongLengthOrExtent_Throws()
    {
        Assert.Throws<ArgumentException>(
            () => Resampler.Resize(new float[11], new TensorShape(1, 3, 4), 2, 2));
        Assert.Throws<ArgumentException>(
            () => Resampler.Resize(new float[12], new TensorShape(1, 3, 4), 0, 2));
        Assert.Throws<ArgumentException>(
            () => Resampler.Resize(new float[12], new TensorShape(1, 3, 4), 2, -1));
    }

    private static float[] Source(int width, int height)
    {
        float[] source = new float[width * height];
        for (int i = 0; i < source.Length; i++)
        {
            int x = i % width;
            int y = i / width;
            source[i] = ((x * 37) + (y * 101) + (x * y * 13)) % 97 / 97f;
        }

        return source;
    }

    public static TheoryData<ResampleFilter, int, int> Rings => new()
    {
        { ResampleFilter.Bicubic, 72, 48 },
        { ResampleFilter.Bicubic, 24, 16 },
        { ResampleFilter.Lanczos3, 12, 8 },
        { ResampleFilter.Lanczos3, 96, 8 },
        { ResampleFilter.Bilinear, 72, 16 },
        { ResampleFilter.Area, 36, 24 },
        { ResampleFilter.Auto, 6, 96 },
    };

    [Theory]
    [MemberData(nameof(Rings))]
    public void Resize_Torus_CommutesWithShifting(ResampleFilter filter, int width, int height)
    {
        // 48×32 moved by 8 right and 16 down; the result by the same parts of its sides.
        RgbImage picture = TestPictures.Waves(48, 32, 4);
        float[] Both(bool isTorus, bool shiftsFirst) => shiftsFirst
            ? Resampler.Resize(TestPictures.Shifted(picture, 8, 16), width, height, filter, isTorus).Data
            : TestPictures.Shifted(Resampler.Resize(picture, width, height, filter, isTorus), width / 6, height / 2).Data;
        float[] expected = Both(true, false), found = Both(true, true);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 2e-6f);
        if (filter != ResampleFilter.Area)
            Assert.Contains(Both(false, false).Zip(Both(false, true)), pair => Math.Abs(pair.First - pair.Second) > 0.01);
    }

    [Fact]
    public void Resize_TorusSmallerThanTheKernel_StaysItsOneColor()
    {
        RgbImage dot = new(1, 2, [0.5f, 0.5f, 0.25f, 0.25f, 1, 1]);
        RgbImage resized = Resampler.Resize(dot, 7, 5, ResampleFilter.Lanczos3, isTorus: true);
        for (int i = 0; i < resized.Data.Length; i++)
            Assert.Equal(new[] { 0.5f, 0.25f, 1 }[i / 35], resized.Data[i], 1e-6f);
        Assert.Throws<ArgumentException>(() => Resampler.Resize(dot, 7, 5, ResampleFilter.Torch7, isTorus: true));
    }
}
