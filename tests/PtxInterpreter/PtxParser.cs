using System.Globalization;
using System.Text.RegularExpressions;

namespace PtxInterpreter;

/// <summary>
/// Reads the PTX that compilers write: one entry, declarations, labels, instructions. No macros, no calls, no nested scopes.
/// </summary>
internal static partial class PtxParser
{
    /// <summary>The only entry of a module.</summary>
    /// <exception cref="NotSupportedException">The text has something else in it; the message quotes it.</exception>
    public static PtxFunction Parse(string text)
    {
        string code = Comment().Replace(text, match => new string('\n', match.Value.Count(c => c == '\n')));
        Match header = Entry().Match(code);
        if (!header.Success)
            throw new NotSupportedException("no '.entry' in this PTX.");
        PtxFunction function = new() { Name = header.Groups["name"].Value };
        foreach (string parameter in Parts(header.Groups["parameters"].Value))
            AddParameter(function, parameter);
        int open = code.IndexOf('{', header.Index + header.Length), close = code.LastIndexOf('}');
        string attributes = code[(header.Index + header.Length)..open];
        Match threads = MaxThreads().Match(attributes);
        function.MaxThreads = threads.Success ? Integer(threads.Groups[1].Value) : 0;
        AddBody(function, code, open + 1, close);
        return function;
    }

    /// <summary>Splits [base], [base+8], [base-4].</summary>
    /// <exception cref="NotSupportedException">It is no address.</exception>
    public static (string Base, long Offset) Address(string operand)
    {
        Match match = AddressOperand().Match(operand);
        if (!match.Success)
            throw new NotSupportedException($"'{operand}' is no address.");
        string offset = match.Groups["offset"].Value.Replace(" ", "", StringComparison.Ordinal);
        long bytes = offset.Length == 0 ? 0 : long.Parse(offset, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return (match.Groups["base"].Value, bytes);
    }

    private static void AddParameter(PtxFunction function, string text)
    {
        Match match = Declaration().Match(text);
        if (!match.Success || match.Groups["space"].Value != "param")
            throw new NotSupportedException($"parameter '{text}'.");
        int size = SizeOf(match.Groups["type"].Value);
        int count = match.Groups["count"].Success ? Integer(match.Groups["count"].Value) : 1;
        int alignment = match.Groups["align"].Success ? Integer(match.Groups["align"].Value) : size;
        int offset = (function.ParameterBytes + alignment - 1) / alignment * alignment;
        function.Parameters.Add(new PtxVariable(match.Groups["name"].Value, alignment, size * count, offset));
    }

    private static void AddBody(PtxFunction function, string code, int begin, int end)
    {
        int line = 1 + code.AsSpan(0, begin).Count('\n');
        for (int at = begin; at < end;)
        {
            if (char.IsWhiteSpace(code[at]))
            {
                if (code[at++] == '\n')
                    line++;
                continue;
            }

            Match label = Label().Match(code, at, end - at);
            if (label.Success)
            {
                function.Labels[label.Groups[1].Value] = function.Instructions.Count;
                at += label.Length;
                continue;
            }

            int stop = code.IndexOf(';', at, end - at);
            if (stop < 0)
                throw new NotSupportedException($"line {line}: '{code[at..end].Trim()}' does not end.");
            AddStatement(function, code[at..stop], line);
            line += code.AsSpan(at, stop - at).Count('\n');
            at = stop + 1;
        }
    }

    private static void AddStatement(PtxFunction function, string text, int line)
    {
        if (text[0] != '.')
        {
            function.Instructions.Add(Instruction(text, line));
            return;
        }

        Match match = Declaration().Match(text);
        string space = match.Groups["space"].Value, type = match.Groups["type"].Value;
        if (space == "reg")
        {
            AddRegisters(function, type, match.Groups["names"].Value);
            return;
        }

        if (!match.Success || space == "param")
            throw new NotSupportedException($"line {line}: '{text}'.");
        int size = SizeOf(type), count = match.Groups["count"].Success ? Integer(match.Groups["count"].Value) : 1;
        int alignment = match.Groups["align"].Success ? Integer(match.Groups["align"].Value) : size;
        (space == "shared" ? function.Shared : function.Local)
            .Add(new PtxVariable(match.Groups["name"].Value, alignment, size * count, 0));
    }

    // "%f<12>" declares %f0 to %f11.
    private static void AddRegisters(PtxFunction function, string type, string names)
    {
        HashSet<string> registers = type is not "pred" && SizeOf(type) == 8 ? function.WideRegisters : function.NarrowRegisters;
        foreach (string name in Parts(names))
        {
            int bracket = name.IndexOf('<', StringComparison.Ordinal);
            int count = bracket < 0 ? 1 : Integer(name[(bracket + 1)..^1]);
            for (int i = 0; i < count; i++)
                registers.Add(bracket < 0 ? name : $"{name[..bracket]}{i}");
        }
    }

    private static PtxInstruction Instruction(string text, int line)
    {
        Match match = Statement().Match(text);
        if (!match.Success)
            throw new NotSupportedException($"line {line}: '{text}'.");
        Group guard = match.Groups["guard"];
        string operands = match.Groups["operands"].Value.Replace("{", "", StringComparison.Ordinal)
            .Replace("}", "", StringComparison.Ordinal);
        return new PtxInstruction(
            line, guard.Success ? guard.Value : null, match.Groups["not"].Success, match.Groups["opcode"].Value, Parts(operands));
    }

    private static string[] Parts(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int SizeOf(string type) => type switch
    {
        "b8" or "u8" or "s8" => 1,
        "b16" or "u16" or "s16" or "f16" => 2,
        "b32" or "u32" or "s32" or "f32" => 4,
        "b64" or "u64" or "s64" or "f64" => 8,
        _ => throw new NotSupportedException($"type '.{type}'."),
    };

    private static int Integer(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\.entry\s+(?<name>\w+)\s*\((?<parameters>[^)]*)\)")]
    private static partial Regex Entry();

    [GeneratedRegex(@"\.maxntid\s+(\d+)")]
    private static partial Regex MaxThreads();

    [GeneratedRegex(@"\G([A-Za-z_$][\w$]*)\s*:")]
    private static partial Regex Label();

    [GeneratedRegex(
        @"^\.(?<space>param|reg|shared|local)\s+(\.align\s+(?<align>\d+)\s+)?\.(?<type>\w+)\s+"
        + @"(?<names>(?<name>[%\w$]+)(\[(?<count>\d+)\])?.*)$", RegexOptions.Singleline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^(@(?<not>!)?(?<guard>[%\w$]+)\s+)?(?<opcode>[a-z][\w.:]*)\s*(?<operands>.*)$", RegexOptions.Singleline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"^\[\s*(?<base>[%\w$]+)\s*(?<offset>[+-]\s*\d+)?\s*\]$")]
    private static partial Regex AddressOperand();
}
