using System.Text;
using IlgpuStyle.Kernels.Ilgpu;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The busiest loop of a disassembly.</summary>
public sealed class MachineLoopTests
{
    [Fact]
    public void Find_LoopInsideALoop_CountsBothAndSharesTheOverhead()
    {
        StringBuilder text = new();
        Add(text, 3, "IMAD R1, R2, R3, R4");
        text.AppendLine(".L_x_1:");
        Add(text, 8, "LDG.E R1, [R2]");
        text.AppendLine(".L_x_2:");
        Add(text, 32, "FFMA R1, R2, R3, R4");
        Add(text, 7, "LDS.128 R4, [R2+0x10]");
        Add(text, 1, "@P0 BRA `(.L_x_2)");
        Add(text, 1, "@!P1 BRA `(.L_x_1)");
        Add(text, 20, "FFMA R1, R2, R3, R4");

        MachineLoop loop = Assert.IsType<MachineLoop>(MachineLoop.Find(text.ToString()));

        Assert.Equal(new MachineLoop(Instructions: 40, MultiplyAdds: 32, Overhead: 9), loop);
        Assert.Equal(0.8, loop.InnerShare, 1e-12);
        // 64 multiply-adds a stage are two rounds of the inner loop.
        Assert.Equal(64.0 / 89, loop.StageShare(64), 1e-12);
    }

    /// <summary>A stage of the tensor cores: one loop for each row of taps.</summary>
    [Fact]
    public void Find_SeveralLoopsInsideALoop_CountsThemAll()
    {
        StringBuilder text = new(".L_x_1:\n");
        for (int row = 2; row < 5; row++)
        {
            Add(text, 10, "LDG.E R1, [R2]");
            text.AppendLine($".L_x_{row}:");
            Add(text, 16, "HMMA.1688.F32.TF32 R4, R8, R12, R4");
            Add(text, 3, "LDS.128 R4, [R2+0x10]");
            Add(text, 1, $"@P0 BRA `(.L_x_{row})");
        }

        Add(text, 1, "@!P1 BRA `(.L_x_1)");
        MachineLoop loop = Assert.IsType<MachineLoop>(MachineLoop.Find(text.ToString()));
        Assert.Equal(new MachineLoop(Instructions: 20, MultiplyAdds: 16, Overhead: 31), loop);
        // Three rounds of each of the three loops.
        Assert.Equal(144.0 / (9 * 20 + 31), loop.StageShare(144), 1e-12);
    }

    [Fact]
    public void Find_LoopWithoutMultiplyAdds_IsNone()
    {
        StringBuilder text = new(".L_x_1:\n");
        Add(text, 5, "IADD3 R1, R2, R3, RZ");
        Add(text, 1, "@P0 BRA `(.L_x_1)");
        Assert.Null(MachineLoop.Find(text.ToString()));
    }

    private static void Add(StringBuilder text, int count, string instruction)
    {
        for (int i = 0; i < count; i++)
            text.AppendLine($"        /*{i * 16:x4}*/                   {instruction} ;");
    }
}
