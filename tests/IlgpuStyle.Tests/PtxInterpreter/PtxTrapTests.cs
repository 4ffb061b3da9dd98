using PtxInterpreter;

namespace IlgpuStyle.Tests.PtxInterpreter;

/// <summary>Each trap is tripped by a program of a few lines, and not by the same program put right.</summary>
public sealed class PtxTrapTests
{
    private const int Threads = 64;

    private const string Product = ".reg .f32 %d<4>; mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%d0, %d1, %d2, %d3}, "
        + "{0f3F800000, 0f40000000, 0f3F800000, 0f40000000}, {0f3F800000, 0f3F800000}, {0f0, 0f0, 0f0, 0f0};";

    private const string Copy = "cp.async.ca.shared.global [%rd2], [%rd7], 4;";
    private const string Wait = "cp.async.commit_group; cp.async.wait_group 0;";

    /// <summary>Program, and the trap that it trips; null for the right one.</summary>
    public static TheoryData<string, PtxTrap?> Programs() => new()
    {
        { "st.global.f32 [%rd1], 0f3F800000;", null },
        { "st.global.f32 [%rd1+256], 0f3F800000;", PtxTrap.OutOfBounds },
        { "st.global.f32 [%rd1-4], 0f3F800000;", PtxTrap.OutOfBounds },
        { "st.shared.f32 [%rd1], 0f3F800000;", PtxTrap.OutOfBounds },
        { "st.shared.f32 [%rd2+512], 0f3F800000;", PtxTrap.OutOfBounds },
        { "st.global.f32 [%rd3], 0f3F800000;", PtxTrap.FreedBuffer },
        { "st.shared.v4.f32 [%rd4], {0f0, 0f0, 0f0, 0f0};", null },
        { "st.shared.v4.f32 [%rd4+4], {0f0, 0f0, 0f0, 0f0};", PtxTrap.Misaligned },
        { "ld.global.f32 %f1, [%rd1];", PtxTrap.NeverWritten },
        { "ld.shared.f32 %f1, [%rd2];", PtxTrap.NeverWritten },
        { "st.shared.f32 [%rd2], 0f0; ld.shared.f32 %f1, [%rd2];", null },
        { "st.shared.f32 [%rd2], 0f0; ld.shared.f32 %f1, [%rd5];", PtxTrap.Race },
        { "st.shared.f32 [%rd2], 0f0; bar.sync 0; ld.shared.f32 %f1, [%rd5];", null },
        { "st.shared.f32 [%rd2], 0f0; bar.sync 0; st.shared.f32 [%rd5], 0f0;", null },
        { "st.shared.f32 [%rd2], 0f0; st.shared.f32 [%rd5], 0f0;", PtxTrap.Race },
        { "st.shared.f32 [%rd2], 0f0; bar.sync 0; ld.shared.f32 %f1, [%rd5]; st.shared.f32 [%rd2], %f1;", PtxTrap.Race },
        { "st.shared.f32 [%rd2], 0f0; bar.sync 0; ld.shared.f32 %f1, [%rd5]; bar.sync 0; st.shared.f32 [%rd2], %f1;", null },
        { "st.shared.b16 [%rd6], %rs1; bar.sync 0;", null },
        { "@%p1 bra L; bar.sync 0; L: ret;", PtxTrap.DivergentBarrier },
        { "@%p1 bra L; bar.sync 0; ret; L: bar.sync 0;", PtxTrap.DivergentBarrier },
        { "@%p1 bra L; st.shared.f32 [%rd2], 0f0; L: bar.sync 0;", null },
        { Product, null },
        { $"@%p1 bra L; {Product} L: ret;", null },
        { $"setp.ge.u32 %p1, %r1, 40; @%p1 bra L; {Product} L: ret;", PtxTrap.DivergentWarp },
        { Product.Replace("0f3F800000", "0f3F802000", StringComparison.Ordinal), null },
        { Product.Replace("0f3F800000", "0f3F801000", StringComparison.Ordinal), PtxTrap.Unrounded },
        { $"{Copy} {Wait} ld.shared.f32 %f1, [%rd2];", null },
        { $"{Copy} ld.shared.f32 %f1, [%rd2];", PtxTrap.Race },
        { $"{Copy} st.shared.f32 [%rd2], 0f0;", PtxTrap.Race },
        { $"{Copy} cp.async.wait_group 0; ld.shared.f32 %f1, [%rd2];", PtxTrap.Race },
        { $"{Copy} cp.async.commit_group; cp.async.wait_group 1; ld.shared.f32 %f1, [%rd2];", PtxTrap.Race },
        { $"{Copy} bar.sync 0; {Wait} ld.shared.f32 %f1, [%rd5];", PtxTrap.Race },
        { $"{Copy} {Wait} bar.sync 0; ld.shared.f32 %f1, [%rd5];", null },
        { $"{Copy} {Wait} bar.sync 0; ld.shared.f32 %f1, [%rd5]; {Copy}", PtxTrap.Race },
        { $"{Copy} {Wait} bar.sync 0; ld.shared.f32 %f1, [%rd5]; bar.sync 0; {Copy} {Wait}", null },
        { "cp.async.ca.shared.global [%rd2], [%rd1], 4;", PtxTrap.NeverWritten },
        { "cp.async.ca.shared.global [%rd2], [%rd7], 8;", PtxTrap.Misaligned },
        { "cvta.shared.u64 %rd8, %rd2; cvta.to.shared.u64 %rd8, %rd8; st.shared.f32 [%rd8], 0f0;", null },
        { "cvta.shared.u64 %rd8, %rd2; st.shared.f32 [%rd8], 0f0;", PtxTrap.OutOfBounds },
        { "cvta.to.shared.u64 %rd8, %rd2; st.shared.f32 [%rd8], 0f0;", PtxTrap.OutOfBounds },
        { "div.s32 %r2, 1, %r1;", PtxTrap.DivisionByZero },
        { "L: bra L;", PtxTrap.Endless },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void Launch_Program_TripsItsTrapOrNone(string body, PtxTrap? expected)
    {
        Exception? caught = Record.Exception(() => Run(body, groups: 1));
        Assert.Equal(expected, (caught as PtxTrapException)?.Trap);
        if (expected is null)
            Assert.Null(caught);
        else
            Assert.Contains("Test, group (0, 0, 0)", caught!.Message);
    }

    /// <summary>Nothing orders the groups of a launch.</summary>
    [Theory]
    [InlineData("st.global.f32 [%rd1], 0f0;")]
    [InlineData("ld.global.f32 %f1, [%rd7]; st.global.f32 [%rd7], %f1;")]
    public void Launch_TwoGroupsMeet_IsARace(string body)
    {
        Run(body, groups: 1);
        PtxTrapException caught = Assert.Throws<PtxTrapException>(() => Run(body, groups: 2));
        Assert.Equal(PtxTrap.Race, caught.Trap);
        Assert.Contains("another group", caught.Message);
    }

    [Fact]
    public void Launch_UnknownInstruction_IsNamedWithItsLine()
    {
        NotSupportedException caught = Assert.Throws<NotSupportedException>(() => Run("tex.1d.v4.f32.s32 {%f1}, [x, {%r1}];", groups: 1));
        Assert.Contains("'tex.1d.v4.f32.s32", caught.Message);
        Assert.Contains("line 12", caught.Message);
    }

    [Fact]
    public void Message_OutOfBounds_SaysWhoWhereAndWhat()
    {
        PtxTrapException caught = Assert.Throws<PtxTrapException>(() => Run("st.global.f32 [%rd1+8], 0f0;", groups: 1));
        Assert.Equal(
            "Test, group (0, 0, 0), thread 62, line 12 'st.global.f32 [%rd1+8], 0f0': 4 bytes at byte 256 of buffer 0 (256 bytes).",
            caught.Message);
    }

    // %rd1: this thread's word of a buffer of 64; %rd2, %rd5: its own and its neighbour's word of a shared array of 256 bytes; %rd3: a
    // buffer given back; %rd4: this thread's quad of a shared array; %rd6: its half word; %rd7: its word of a buffer that the host has
    // written; %p1: the second warp.
    private static void Run(string body, int groups)
    {
        DeviceMemory memory = new();
        ulong buffer = memory.Allocate(4 * Threads), freed = memory.Allocate(4 * Threads), written = memory.Allocate(4 * Threads);
        memory.Write(written, new byte[4 * Threads]);
        memory.Free(freed);
        byte[] arguments = [.. BitConverter.GetBytes(buffer), .. BitConverter.GetBytes(freed), .. BitConverter.GetBytes(written)];
        string ptx = $$"""
            .visible .entry Test(.param .b64 buffer, .param .b64 freed, .param .b64 written)
            {
            .shared .align 4 .b8 words[256]; .shared .align 16 .b8 quads[1024];
            .reg .pred %p<2>; .reg .b16 %rs<2>; .reg .b32 %r<4>; .reg .b64 %rd<12>; .reg .f32 %f<2>;
            ld.param.b64 %rd1, [buffer]; ld.param.b64 %rd3, [freed]; ld.param.b64 %rd7, [written];
            mov.b32 %r1, %tid.x; setp.ge.u32 %p1, %r1, 32; xor.b32 %r2, %r1, 1; mov.b16 %rs1, 7;
            mul.wide.u32 %rd8, %r1, 4; mul.wide.u32 %rd9, %r2, 4; mul.wide.u32 %rd10, %r1, 16; mul.wide.u32 %rd11, %r1, 2;
            add.u64 %rd1, %rd1, %rd8; add.u64 %rd3, %rd3, %rd8; add.u64 %rd7, %rd7, %rd8;
            add.u64 %rd2, words, %rd8; add.u64 %rd5, words, %rd9; add.u64 %rd6, words, %rd11;
            add.u64 %rd4, quads, %rd10;

            {{body}}
            ret;
            }
            """;
        ExecutableFunction function = new(ptx, new InterpreterOptions { MaxBlocks = 1000 });
        function.Launch(memory, arguments, new Extent(groups), new Extent(Threads));
    }
}
