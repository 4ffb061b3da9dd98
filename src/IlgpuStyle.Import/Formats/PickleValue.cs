namespace IlgpuStyle.Import.Formats;

/// <summary>Values from a pickle may be anything; this is how code says what it expects.</summary>
internal static class PickleValue
{
    /// <summary>The value as <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidDataException">It is something else, or None.</exception>
    public static T As<T>(object? value) =>
        value is T typed
            ? typed
            : throw new InvalidDataException(
                $"a value is {value?.GetType().Name ?? "None"}, expected {typeof(T).Name}.");

    /// <summary>A tuple of integers.</summary>
    /// <exception cref="InvalidDataException">A value is no integer.</exception>
    public static long[] Integers(object?[] values) => Array.ConvertAll(values, As<long>);
}
