using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The kernels' half precision against the platform's.</summary>
public sealed class HalfFloatTests
{
    [Fact]
    public void ToSingle_EveryHalf_IsThePlatforms()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            float expected = (float)BitConverter.UInt16BitsToHalf((ushort)bits), found = HalfFloat.ToSingle((ushort)bits);
            Assert.True(float.IsNaN(expected) ? float.IsNaN(found)
                : BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(found), $"{bits:x4}: {found}");
        }
    }

    [Fact]
    public void FromSingle_EveryHalfAndBetween_RoundsAsThePlatform()
    {
        for (int bits = 0; bits < 0x7BFF; bits++)
        {
            float low = HalfFloat.ToSingle((ushort)bits), high = HalfFloat.ToSingle((ushort)(bits + 1));
            foreach (float x in new[] { low, (low + high) / 2, MathF.BitIncrement((low + high) / 2), MathF.BitDecrement((low + high) / 2),
                -low, -(low + high) / 2 })
                Assert.True(BitConverter.HalfToUInt16Bits((Half)x) == HalfFloat.FromSingle(x), $"{x:r}");
        }

        Assert.All(RandomData.Normal(10000, seed: 1), x => Assert.Equal(BitConverter.HalfToUInt16Bits((Half)x), HalfFloat.FromSingle(x)));
    }

    [Theory]
    [InlineData(65504f, 65504f)]
    [InlineData(65519f, 65504f)]
    [InlineData(65520f, 65504f)]
    [InlineData(-1e30f, -65504f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(1e-30f, 0f)]
    public void FromSingle_BeyondTheRange_SaturatesButKeepsInfinityAndNaN(float value, float expected) =>
        Assert.Equal(expected, HalfFloat.ToSingle(HalfFloat.FromSingle(value)));
}
