using System.Text.Json;
using System.Text.Json.Serialization;

namespace IlgpuStyle.Losses;

/// <summary>A report as the list of its terms: their sums follow from them.</summary>
internal sealed class LossReportJson : JsonConverter<LossReport>
{
    /// <inheritdoc/>
    public override LossReport? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize<LossTerm[]>(ref reader, options) ?? throw new JsonException("no terms"));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LossReport value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Terms, options);
}
