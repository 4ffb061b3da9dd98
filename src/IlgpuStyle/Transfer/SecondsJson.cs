using System.Text.Json;
using System.Text.Json.Serialization;

namespace IlgpuStyle.Transfer;

/// <summary>A time as a number of seconds.</summary>
internal sealed class SecondsJson : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // TimeSpan.FromSeconds cuts off what is left of a tick: 0.2926831 would come back as 0.292683.
        double ticks = Math.Round(reader.GetDouble() * TimeSpan.TicksPerSecond);
        return Math.Abs(ticks) < long.MaxValue ? TimeSpan.FromTicks((long)ticks) : throw new JsonException("the time is too long");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.TotalSeconds);
}
