using PtxInterpreter;

namespace IlgpuStyle.Tests.PtxInterpreter;

/// <summary>A product is fused with a sum only where nobody else needs it, and then rounded once.</summary>
public sealed class ContractionTests
{
    // 1 + 2⁻¹², whose square needs 25 bits.
    private const string Factor = "0f3F800800";

    [Theory]
    [InlineData("mul.f32 %f2, %f1, %f1; sub.f32 %f3, %f2, %f4;", 1)]
    [InlineData("mul.f32 %f2, %f1, %f1; mov.f32 %f1, 0f0; sub.f32 %f3, %f2, %f4;", 1)]
    [InlineData("mul.f32 %f2, %f1, %f1; sub.f32 %f3, %f4, %f2; neg.f32 %f3, %f3;", 1)]
    [InlineData("mul.f32 %f2, %f1, %f1; neg.f32 %f4, %f4; add.f32 %f3, %f4, %f2;", 1)]
    [InlineData("mul.f32 %f2, %f1, %f1; sub.f32 %f3, %f2, %f4; mov.f32 %f1, %f2;", 0)]
    [InlineData("mul.f32 %f2, %f1, %f1; bra L; L: sub.f32 %f3, %f2, %f4;", 0)]
    [InlineData("mul.rn.f32 %f2, %f1, %f1; sub.f32 %f3, %f2, %f4;", 0)]
    public void Contract_ProductAndSum_AreFusedWhereTheProductIsUsedOnce(string body, int fused)
    {
        (float result, int count) = Run(body, contract: true);
        Assert.Equal(fused, count);
        // (1 + 2⁻¹²)² − (1 + 2⁻¹¹) = 2⁻²⁴; rounded before the subtraction, nothing is left of it.
        Assert.Equal(fused == 0 ? 0f : MathF.Pow(2, -24), result);
        Assert.Equal((0f, 0), Run(body, contract: false));
    }

    private static (float Result, int Fused) Run(string body, bool contract)
    {
        DeviceMemory memory = new();
        ulong buffer = memory.Allocate(4);
        string ptx = $$"""
            .visible .entry Test(.param .b64 buffer)
            {
            .reg .b64 %rd<2>; .reg .f32 %f<5>;
            ld.param.b64 %rd1, [buffer];
            mov.f32 %f1, {{Factor}}; mov.f32 %f4, 0f3F801000;
            {{body}}
            st.global.f32 [%rd1], %f3;
            ret;
            }
            """;
        ExecutableFunction function = new(ptx, new InterpreterOptions { Contract = contract });
        function.Launch(memory, BitConverter.GetBytes(buffer), new Extent(1), new Extent(1));
        byte[] result = new byte[4];
        memory.Read(buffer, result);
        return (BitConverter.ToSingle(result), function.ContractedProducts);
    }
}
