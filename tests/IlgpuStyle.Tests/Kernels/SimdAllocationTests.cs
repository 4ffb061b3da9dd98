using IlgpuStyle.Kernels.Simd;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>A SIMD operator that has run once with a shape makes no managed garbage when it runs again, on any thread.</summary>
[Collection(MeasuredAlone.Name)]
[Trait("Category", "Kernels")]
[Trait("Category", "Simd")]
public sealed class SimdAllocationTests
{
    public static TheoryData<string> Operators => [.. OperatorCall.Operators];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Operator_AfterWarmUp_AllocatesNothing(string operation)
    {
        using SimdBackend backend = new(new SimdOptions { Threads = 2 });
        using OperatorCall call = new(backend, height: 62, width: 94);
        for (int i = 0; i < 3; i++)
            call.Invoke(operation);

        // The test runner's own threads may allocate meanwhile; what the operator allocates shows in every round.
        const int Rounds = 20;
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least > 0; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            call.Invoke(operation);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }
}
