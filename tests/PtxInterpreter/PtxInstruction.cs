namespace PtxInterpreter;

/// <summary>One instruction as written.</summary>
/// <param name="Line">Its line in the text, from 1.</param>
/// <param name="Guard">The predicate register that must hold, or null.</param>
/// <param name="GuardIsNegated">Whether it must not hold.</param>
/// <param name="Opcode">With all modifiers: "ld.global.v4.f32".</param>
/// <param name="Operands">In order; the members of a vector {a, b} stand one after the other.</param>
internal sealed record PtxInstruction(int Line, string? Guard, bool GuardIsNegated, string Opcode, IReadOnlyList<string> Operands)
{
    /// <summary>Whether control may go elsewhere than to the next instruction.</summary>
    public bool EndsBlock => Opcode is "bra" or "bra.uni" or "ret" or "exit" || IsBarrier;

    /// <summary>Whether the whole group waits here.</summary>
    public bool IsBarrier => Opcode is "bar.sync" or "barrier.sync" or "barrier.sync.aligned";

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Guard is null ? "" : $"@{(GuardIsNegated ? "!" : "")}{Guard} ")}{Opcode} {string.Join(", ", Operands)}".TrimEnd();
}
