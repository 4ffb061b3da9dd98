using System.Globalization;

namespace PtxInterpreter;

/// <summary>
/// Gives every operand a slot: one value a thread. Constants, special registers and addresses of shared arrays have slots of their own,
/// which are filled when a group begins, so that executing knows registers only.
/// </summary>
internal sealed class RegisterFile
{
    private static readonly string[] s_special =
    [
        "%tid.x", "%tid.y", "%tid.z", "%ntid.x", "%ntid.y", "%ntid.z", "%ctaid.x", "%ctaid.y", "%ctaid.z",
        "%nctaid.x", "%nctaid.y", "%nctaid.z", "%laneid",
    ];

    private readonly PtxFunction _function;
    private readonly Dictionary<string, int> _narrow = [];
    private readonly Dictionary<string, int> _wide = [];

    /// <summary>For one function.</summary>
    public RegisterFile(PtxFunction function) => _function = function;

    /// <summary>Slots of 4 bytes.</summary>
    public int NarrowCount => _narrow.Count;

    /// <summary>Slots of 8 bytes.</summary>
    public int WideCount => _wide.Count;

    /// <summary>Constants of 4 bytes by slot.</summary>
    public Dictionary<int, uint> NarrowConstants { get; } = [];

    /// <summary>Constants of 8 bytes by slot.</summary>
    public Dictionary<int, ulong> WideConstants { get; } = [];

    /// <summary>Special registers by slot: index into the list tid.xyz, ntid.xyz, ctaid.xyz, nctaid.xyz, laneid.</summary>
    public Dictionary<int, int> Special { get; } = [];

    /// <summary>The slot of an operand of at most 4 bytes.</summary>
    /// <exception cref="NotSupportedException">It is none.</exception>
    public int Narrow(string operand)
    {
        if (_narrow.TryGetValue(operand, out int slot))
            return slot;
        slot = _narrow.Count;
        if (Array.IndexOf(s_special, operand) is var special and >= 0)
            Special[slot] = special;
        else if (SharedAddress(operand) is ulong address)
            NarrowConstants[slot] = (uint)address;
        else if (!_function.NarrowRegisters.Contains(operand))
            NarrowConstants[slot] = (uint)Constant(operand);
        _narrow[operand] = slot;
        return slot;
    }

    /// <summary>The slot of an operand of 8 bytes.</summary>
    /// <exception cref="NotSupportedException">It is none.</exception>
    public int Wide(string operand)
    {
        if (_wide.TryGetValue(operand, out int slot))
            return slot;
        slot = _wide.Count;
        if (SharedAddress(operand) is ulong address)
            WideConstants[slot] = address;
        else if (!_function.WideRegisters.Contains(operand))
            WideConstants[slot] = (ulong)Constant(operand);
        _wide[operand] = slot;
        return slot;
    }

    /// <summary>A destination, which must be a register.</summary>
    /// <exception cref="NotSupportedException">It is none of that size.</exception>
    public int Target(string operand, bool isWide) =>
        (isWide ? _function.WideRegisters : _function.NarrowRegisters).Contains(operand)
            ? isWide ? Wide(operand) : Narrow(operand)
            : throw new NotSupportedException($"'{operand}' is no register of {(isWide ? 8 : 4)} bytes");

    private ulong? SharedAddress(string name)
    {
        int index = _function.Shared.FindIndex(variable => variable.Name == name);
        return index < 0 ? null : ThreadGroup.SharedAddress(index);
    }

    private static long Constant(string text)
    {
        if (text.StartsWith("0f", StringComparison.OrdinalIgnoreCase) || text.StartsWith("0d", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            if (ulong.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong bits))
                return (long)bits;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new NotSupportedException($"operand '{text}'");
    }
}
