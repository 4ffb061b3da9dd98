using System.Text.Json;
using System.Text.Json.Serialization;

namespace IlgpuStyle.Preview;

/// <summary>One server-sent event.</summary>
/// <param name="Name">What the page listens for: start, steps, step, picture, state, end.</param>
/// <param name="Data">JSON, one line.</param>
internal readonly record struct PreviewMessage(string Name, string Data)
{
    // A loss can be NaN or infinite; JSON has no such numbers, so they travel as text.
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The event with <paramref name="value"/> as its data.</summary>
    public static PreviewMessage Of<T>(string name, T value) =>
        new(name, JsonSerializer.Serialize(value, s_json));

    /// <summary>As it goes over the wire.</summary>
    public string ToWire() => $"event: {Name}\ndata: {Data}\n\n";
}
