using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
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

    /// <summary>How a writer writes that is not the serializer's.</summary>
    public static JsonWriterOptions Writing => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>
    /// What is wrong with a JSON text, as a clause that names where: a reader's words are its own (<see cref="FormatException"/>), the
    /// serializer's speak of this program's types.
    /// </summary>
    public static string Reason(Exception exception) => exception switch
    {
        FormatException => exception.Message,
        JsonException { InnerException: JsonException } or JsonException { Path: null } => NotJson((JsonException)exception),
        JsonException { Path: { } path } => $"what stands at '{path}' is not expected there",
        _ => "a value is of another type than expected",
    };

    /// <summary>
    /// Whether it says that a text is not what it should be; objects are read when they are asked, and have words of their own for names
    /// that stand there twice or hold half a character.
    /// </summary>
    public static bool IsDamage(Exception exception) => exception is JsonException or FormatException or NotSupportedException
        or InvalidOperationException or ArgumentException;

    /// <summary>Where a text stops being JSON, as a clause.</summary>
    public static string NotJson(JsonException exception)
    {
        // The library counts both from 0, and behind its sentence writes them again.
        string line = exception.LineNumber is > 0 and { } number ? $"line {number + 1}, " : "";
        string place = exception.BytePositionInLine is { } column ? $" at {line}column {column + 1}" : "";
        string sentence = exception.Message.Split(" Path:")[0].Split(" LineNumber:")[0].ReplaceLineEndings(" ").TrimEnd('.');
        return $"not valid JSON{place}: {sentence}";
    }

    /// <summary>The members of an object: half a character in a name and two equal names are found out only by who asks for them.</summary>
    /// <exception cref="FormatException">There is either.</exception>
    public static KeyValuePair<string, JsonNode?>[] Members(JsonObject json)
    {
        try
        {
            return [.. json];
        }
        catch (ArgumentException exception)
        {
            throw new FormatException("a name is given twice", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException("a name holds half a character", exception);
        }
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
