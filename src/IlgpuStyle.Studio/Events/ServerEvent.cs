using System.Text;
using IlgpuStyle.Runs.Records;

namespace IlgpuStyle.Studio.Events;

/// <summary>One server-sent event, as it goes over the wire.</summary>
/// <param name="Bytes">UTF-8; made once for all who get it.</param>
internal readonly record struct ServerEvent(byte[] Bytes)
{
    /// <summary>The event with <paramref name="value"/> as its data, one line of JSON.</summary>
    public static ServerEvent Of<T>(string name, T value) =>
        new(Encoding.UTF8.GetBytes($"event: {name}\ndata: {RunJson.Line(value)}\n\n"));
}
