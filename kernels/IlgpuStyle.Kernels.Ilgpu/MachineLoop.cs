using System.Text.RegularExpressions;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// What the busiest loop of an assembled kernel consists of. A tiled kernel has two loops in each other: the outer one over the
/// stages of a sum, the inner one, or several of a kind one after the other, over what a stage holds.
/// </summary>
/// <param name="Instructions">Of the inner loop.</param>
/// <param name="MultiplyAdds">Those of them that multiply and add float32; on the tensor cores, the matrix products.</param>
/// <param name="Overhead">
/// Instructions of the outer loop outside of inner ones, on all ways through it; 0 where there is no outer loop.
/// </param>
internal sealed partial record MachineLoop(int Instructions, int MultiplyAdds, int Overhead)
{
    // A loop with fewer multiply-adds is about something else.
    private const int FewMultiplyAdds = 16;

    /// <summary>The share of multiply-adds among the inner loop's instructions.</summary>
    public double InnerShare => (double)MultiplyAdds / Instructions;

    /// <summary>The share of multiply-adds among the instructions of a stage, the outer loop's overhead counted.</summary>
    /// <param name="stageMultiplyAdds">Multiply-adds of a thread in a stage; from it follows how often the inner loop runs.</param>
    public double StageShare(int stageMultiplyAdds) =>
        stageMultiplyAdds / ((double)stageMultiplyAdds / MultiplyAdds * Instructions + Overhead);

    /// <summary>Finds the loop in a disassembly.</summary>
    /// <param name="assembly">Lines of labels and instructions, as nvdisasm and clang write them.</param>
    /// <returns>The innermost loop with multiply-adds, one inside another if there is one; null if no loop has any.</returns>
    public static MachineLoop? Find(string assembly)
    {
        List<string> operations = [];
        List<(int First, int Last)> loops = [];
        Dictionary<string, int> labels = [];
        foreach (string line in assembly.Split('\n'))
        {
            if (Label().Match(line) is { Success: true } label)
            {
                labels[label.Groups[1].Value] = operations.Count;
            }
            else if (Instruction().Match(line) is { Success: true } instruction)
            {
                string target = Target().Match(line).Value;
                if (target.Length > 0 && labels.TryGetValue(target, out int first))
                    loops.Add((first, operations.Count));
                operations.Add(instruction.Groups[1].Value);
            }
        }

        // Two branches back to one place are one loop.
        loops = [.. loops.GroupBy(loop => loop.First, (first, ends) => (first, ends.Max(loop => loop.Last)))];
        (int First, int Last)[] inner = [.. loops.Where(loop => Count(operations, loop) >= FewMultiplyAdds
            && !loops.Exists(other => IsInside(other, loop) && Count(operations, other) >= FewMultiplyAdds))];
        return inner
            .Select(loop => new MachineLoop(
                Length(loop), Count(operations, loop),
                OverheadOf(loops.Where(other => IsInside(loop, other)).OrderBy(Length).FirstOrDefault(), inner)))
            .OrderByDescending(loop => loop.Overhead > 0).ThenByDescending(loop => loop.MultiplyAdds).FirstOrDefault();
    }

    private static int OverheadOf((int First, int Last) outer, (int First, int Last)[] inner) =>
        outer.Last > 0 ? Length(outer) - inner.Where(loop => IsInside(loop, outer)).Sum(Length) : 0;

    private static int Length((int First, int Last) loop) => loop.Last - loop.First + 1;

    private static bool IsInside((int First, int Last) inner, (int First, int Last) outer) =>
        inner != outer && inner.First >= outer.First && inner.Last <= outer.Last;

    private static int Count(List<string> operations, (int First, int Last) loop) =>
        operations.Skip(loop.First).Take(Length(loop)).Count(operation => MultiplyAdd().IsMatch(operation));

    [GeneratedRegex(@"^(\.L\w+):")]
    private static partial Regex Label();

    // nvdisasm: address, perhaps a predicate, operation; clang: a tab and the operation.
    [GeneratedRegex(@"^(?:\s+/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+\s+)?|\t)([A-Za-z][\w.]*)(?=\s|$)")]
    private static partial Regex Instruction();

    [GeneratedRegex(@"(?<=\bBRA\b.*`\(|\ts_c?branch\w*\s+)\.L\w+")]
    private static partial Regex Target();

    [GeneratedRegex(@"^(FFMA|HMMA|v_(dual_)?fma(c|ak|mk)?_f32|v_mac_f32|v_mad_f32)")]
    private static partial Regex MultiplyAdd();
}
