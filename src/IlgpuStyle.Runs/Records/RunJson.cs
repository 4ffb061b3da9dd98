using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Records;

/// <summary>
/// How everything about a run is written as JSON: records, logs, progress, results, what pages are told. Names are in camel case,
/// times seconds, memory bytes; a number that is not finite is a text, "NaN" or "Infinity"; letters stay letters.
/// </summary>
internal static class RunJson
{
    /// <summary>The one set of options.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameEvents } },
    };

    /// <summary>One line.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>What is wrong with a JSON text, as a clause that names where, and none of this program's types.</summary>
    public static string Reason(Exception exception)
    {
        string message = exception.Message.Split(" Path:")[0].ReplaceLineEndings(" ").TrimEnd('.');
        bool namesTypes = message.Contains("converted to", StringComparison.Ordinal)
            || message.Contains(" type '", StringComparison.Ordinal);
        return namesTypes && exception is JsonException { Path: { } path } ? $"what stands at '{path}' is not expected there" : message;
    }

    // "event" says which of the four it is; a step with more to it than its record is a step.
    private static void NameEvents(JsonTypeInfo type)
    {
        if (type.Type != typeof(RunEvent))
            return;
        type.PolymorphismOptions = new JsonPolymorphismOptions
        {
            TypeDiscriminatorPropertyName = "event",
            UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToNearestAncestor,
            DerivedTypes =
            {
                new JsonDerivedType(typeof(BeginRecord), "begin"),
                new JsonDerivedType(typeof(StepRecord), "step"),
                new JsonDerivedType(typeof(TransferEvent), "event"),
                new JsonDerivedType(typeof(EndRecord), "end"),
            },
        };
    }
}
