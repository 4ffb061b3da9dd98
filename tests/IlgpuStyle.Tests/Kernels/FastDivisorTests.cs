using IlgpuStyle.Kernels.Ilgpu;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>Division by product and shift, against division.</summary>
public sealed class FastDivisorTests
{
    [Fact]
    public void Quotient_EveryKindOfDivisor_IsTheQuotient()
    {
        Random random = new(1);
        IEnumerable<int> divisors = Enumerable.Range(1, 1000)
            .Concat(Enumerable.Range(1, 30).SelectMany(bit => new[] { (1 << bit) - 1, 1 << bit, (1 << bit) + 1 }))
            .Concat(Enumerable.Range(0, 1000).Select(_ => random.Next(1, int.MaxValue))).Append(int.MaxValue);
        foreach (int divisor in divisors)
        {
            FastDivisor fast = new(divisor);
            int most = int.MaxValue / divisor * divisor;
            foreach (int n in new[] { 0, 1, divisor - 1, divisor, most - 1, most, int.MaxValue, random.Next(), random.Next() })
                Assert.True(n / divisor == fast.Quotient(n), $"{n} / {divisor}: {fast.Quotient(n)}");
        }
    }
}
