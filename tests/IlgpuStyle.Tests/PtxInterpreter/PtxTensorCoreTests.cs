using System.Runtime.InteropServices;
using IlgpuStyle.Tests.Support;
using PtxInterpreter;

namespace IlgpuStyle.Tests.PtxInterpreter;

/// <summary>The matrix product of a warp, and copies that go on meanwhile, by their results.</summary>
public sealed class PtxTensorCoreTests
{
    // Of a thread: its registers of A, B, C and D.
    private const int Words = 14;

    /// <summary>Every element of D lies where PTX's figures say, and is the sum of its products.</summary>
    [Fact]
    public void Mma_RandomMatrices_IsTheirProduct()
    {
        float[] a = Rounded(16 * 8, seed: 1), b = Rounded(8 * 8, seed: 2), c = Rounded(16 * 8, seed: 3);
        float[] words = new float[32 * Words];
        for (int lane = 0; lane < 32; lane++)
        {
            int g = lane >> 2, t = lane & 3;
            float[] own =
            [
                a[g * 8 + t], a[(g + 8) * 8 + t], a[g * 8 + t + 4], a[(g + 8) * 8 + t + 4], b[t * 8 + g], b[(t + 4) * 8 + g],
                c[g * 8 + 2 * t], c[g * 8 + 2 * t + 1], c[(g + 8) * 8 + 2 * t], c[(g + 8) * 8 + 2 * t + 1],
            ];
            own.CopyTo(words, lane * Words);
        }

        float[] result = Run(words, string.Join(' ', Enumerable.Range(0, 10).Select(i => $"ld.global.f32 %f{i}, [%rd1+{4 * i}];"))
            + "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f10,%f11,%f12,%f13}, {%f0,%f1,%f2,%f3}, {%f4,%f5}, {%f6,%f7,%f8,%f9};"
            + string.Join(' ', Enumerable.Range(10, 4).Select(i => $"st.global.f32 [%rd1+{4 * i}], %f{i};")));
        for (int row = 0; row < 16; row++)
        for (int column = 0; column < 8; column++)
        {
            double expected = c[row * 8 + column];
            for (int k = 0; k < 8; k++)
                expected += (double)a[row * 8 + k] * b[k * 8 + column];
            int lane = row % 8 * 4 + column / 2;
            float actual = result[lane * Words + 10 + row / 8 * 2 + column % 2];
            // One rounding, towards zero.
            Assert.InRange(Math.Abs(expected) - Math.Abs(actual), 0, Math.Abs(expected) * Math.Pow(2, -23));
        }
    }

    /// <summary>What a copy brings is what lay in global memory when it was issued.</summary>
    [Fact]
    public void CpAsync_Awaited_BringsWhatWasThere()
    {
        float[] words = [.. Enumerable.Range(0, 32 * Words).Select(i => (float)i)];
        float[] result = Run(
            words, "cp.async.ca.shared.global [%rd2], [%rd1+4], 4; cp.async.commit_group; st.global.f32 [%rd1+4], 0f0; "
            + "cp.async.wait_group 0; ld.shared.f32 %f0, [%rd2]; st.global.f32 [%rd1], %f0;");
        for (int lane = 0; lane < 32; lane++)
            Assert.Equal((lane * Words + 1f, 0f), (result[lane * Words], result[lane * Words + 1]));
    }

    private static float[] Rounded(int count, int seed) => [.. RandomData.Normal(count, seed)
        .Select(value => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFFE000u))];

    // One warp; %rd1 is a thread's words, %rd2 its word of shared memory.
    private static float[] Run(float[] words, string body)
    {
        DeviceMemory memory = new();
        ulong buffer = memory.Allocate(4 * words.Length);
        memory.Write(buffer, MemoryMarshal.AsBytes<float>(words));
        string ptx = $$"""
            .visible .entry Test(.param .b64 buffer)
            {
            .shared .align 4 .b8 shared[128];
            .reg .b32 %r<2>; .reg .b64 %rd<4>; .reg .f32 %f<{{Words}}>;
            ld.param.b64 %rd1, [buffer]; mov.b32 %r1, %tid.x;
            mul.wide.u32 %rd3, %r1, {{4 * Words}}; add.u64 %rd1, %rd1, %rd3; mul.wide.u32 %rd3, %r1, 4; add.u64 %rd2, shared, %rd3;
            {{body}}
            ret;
            }
            """;
        new ExecutableFunction(ptx).Launch(memory, BitConverter.GetBytes(buffer), new Extent(1), new Extent(32));
        float[] result = new float[words.Length];
        memory.Read(buffer, MemoryMarshal.AsBytes(result.AsSpan()));
        return result;
    }
}
