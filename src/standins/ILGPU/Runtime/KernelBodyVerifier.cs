using System.Reflection;
using System.Reflection.Emit;

namespace ILGPU.Runtime;

/// <summary>
/// Walks the instructions of a kernel and of the methods that it calls. It knows the common mistakes, not
/// every one: the
/// package has the last word.
/// </summary>
internal sealed class KernelBodyVerifier
{
    // By name, because most of them are generic. Everything else of the base library gets the benefit of
    // the doubt.
    private static readonly string[] s_forbiddenTypes =
    [
        "System.Span`1", "System.ReadOnlySpan`1", "System.String", "System.Half", "System.Console",
        "System.Runtime.InteropServices.MemoryMarshal", "System.Runtime.Intrinsics.",
        "System.Numerics.Vector",
    ];

    private static readonly Dictionary<OpCode, string> s_forbiddenInstructions = new()
    {
        [OpCodes.Box] = "boxes a value",
        [OpCodes.Calli] = "calls through a pointer",
        [OpCodes.Castclass] = "casts to a class",
        [OpCodes.Isinst] = "asks for a type",
        [OpCodes.Ldftn] = "makes a delegate",
        [OpCodes.Ldstr] = "uses a string",
        [OpCodes.Ldvirtftn] = "makes a delegate",
        [OpCodes.Localloc] = "uses stackalloc",
        [OpCodes.Stsfld] = "writes a static field",
    };

    private readonly HashSet<MethodBase> _done = [];
    private readonly HashSet<MethodBase> _open = [];

    /// <summary>Checks a method and all that it calls.</summary>
    /// <exception cref="NotSupportedException">A kernel cannot do what the message says.</exception>
    public void Visit(MethodBase method)
    {
        if (_done.Contains(method) || method.GetMethodBody() is not { } body)
            return;
        if (!_open.Add(method))
            throw Unsupported(method, "calls itself");
        if (body.ExceptionHandlingClauses.Count > 0)
            throw Unsupported(method, "has try");
        Type? constraint = null;
        foreach ((OpCode code, MemberInfo? member) in InstructionReader.Read(method, body))
        {
            if (s_forbiddenInstructions.TryGetValue(code, out string? what))
                throw Unsupported(method, what);
            if (member is FieldInfo { IsStatic: true, IsLiteral: false } field && code != OpCodes.Ldtoken)
                CheckStatic(method, field);
            if (member is MethodBase callee && code != OpCodes.Ldtoken)
                CheckCall(method, callee, code, constraint);
            constraint = code == OpCodes.Constrained ? (Type?)member : null;
        }

        _open.Remove(method);
        _done.Add(method);
    }

    private static void CheckStatic(MethodBase method, FieldInfo field)
    {
        if (!field.IsInitOnly)
            throw Unsupported(method, $"reads '{field.Name}', a static field that is not readonly");
        if (!field.FieldType.IsValueType)
            throw Unsupported(method, $"reads '{field.Name}', a static field that is a reference");
    }

    private void CheckCall(MethodBase method, MethodBase callee, OpCode code, Type? constraint)
    {
        Type type = callee.DeclaringType!;
        string name = $"{type.Namespace}.{type.Name}";
        if (code == OpCodes.Newobj && !type.IsValueType)
            throw Unsupported(method, $"creates an object ({name})");
        if (s_forbiddenTypes.Any(forbidden => name.StartsWith(forbidden, StringComparison.Ordinal)))
            throw Unsupported(method, $"uses {name}");
        if (callee.Name == nameof(MathF.FusedMultiplyAdd))
            throw Unsupported(method, "uses FusedMultiplyAdd, which GPUs do not get");
        if (callee.IsVirtual && !type.IsValueType && constraint is not { IsValueType: true })
            throw Unsupported(method, $"calls the virtual method {name}.{callee.Name}");
        bool isLibrary = type.Assembly == typeof(KernelBodyVerifier).Assembly
            || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("ILGPU.", StringComparison.Ordinal);
        if (!isLibrary)
            Visit(callee);
    }

    private static NotSupportedException Unsupported(MethodBase method, string what) =>
        new($"'{method.DeclaringType?.Name}.{method.Name}' {what}, which a kernel cannot.");
}
