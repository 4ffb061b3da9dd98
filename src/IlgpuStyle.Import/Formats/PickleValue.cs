namespace IlgpuStyle.Import.Formats;

/// <summary>Values from a pickle may be anything; this is how code says what it expects.</summary>
internal static class PickleValue
{
    /// <summary>The value as <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidDataException">It is something else, or None.</exception>
    public static T As<T>(object? value) =>
        value is T typed
            ? typed
            : throw new InvalidDataException($"a value is {NameOf(value?.GetType())}, expected {NameOf(typeof(T))}.");

    /// <summary>A tuple of integers.</summary>
    /// <exception cref="InvalidDataException">A value is no integer.</exception>
    public static long[] Integers(object?[] values) => Array.ConvertAll(values, As<long>);

    // In Python's words.
    private static string NameOf(Type? type) => type switch
    {
        null => "None",
        _ when type == typeof(long) => "int",
        _ when type == typeof(double) => "float",
        _ when type == typeof(bool) => "bool",
        _ when type == typeof(string) => "str",
        _ when type == typeof(byte[]) => "bytes",
        _ when type == typeof(object?[]) => "tuple",
        _ when type == typeof(List<object?>) => "list",
        _ when type == typeof(PickleDictionary) => "dict",
        _ when type == typeof(PickleGlobal) => "class",
        _ => "object",
    };
}
