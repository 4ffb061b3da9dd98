using System.Text.Json;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// The measured choices of one device on disk: JSON with a version, the device, and a choice per convolution. What cannot be read, or
/// is of another version, counts as empty and is replaced by the next measurement.
/// </summary>
internal sealed class TuningFile
{
    // Raise it when kernels change: old times say nothing about new code.
    private const int Version = 2;

    private readonly string _path;
    private readonly string _device;
    private readonly SortedDictionary<string, string> _choices;

    private TuningFile(string path, string device, SortedDictionary<string, string> choices)
    {
        _path = path;
        _device = device;
        _choices = choices;
    }

    /// <summary>Reads the file of a device, if there is one.</summary>
    /// <param name="folder">Where measurements are kept; made when something is written.</param>
    /// <param name="device">What the times depend on.</param>
    public static TuningFile Open(string folder, string device)
    {
        string hash = FileHash.OfText(device)[..16];
        string path = Path.Combine(folder, $"{hash}.json");
        return new TuningFile(path, device, Read(path, device));
    }

    /// <summary>The choice for a convolution, or null.</summary>
    public ConvolutionChoice? Find(ConvolutionExtents e) =>
        _choices.TryGetValue(KeyOf(e), out string? text) ? ConvolutionChoice.Parse(text) : null;

    /// <summary>Adds a choice and writes the file.</summary>
    /// <exception cref="InputException">The folder cannot be made or written.</exception>
    public void Add(ConvolutionExtents e, ConvolutionChoice choice)
    {
        _choices[KeyOf(e)] = choice.ToString();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            AtomicFile.Write(_path, Write);
        }
        catch (Exception exception) when (FileFailure.IsOne(exception))
        {
            throw new InputException(
                $"measured kernels cannot be kept in '{_path}': {exception.Message}; set ILGPUSTYLE_HOME to another folder, or "
                    + "do without autotuning.", exception);
        }
    }

    /// <summary>A convolution's name in the file: shapes, kernel, flags.</summary>
    internal static string KeyOf(ConvolutionExtents e)
    {
        string masked = e.Masked != 0 ? ", masked" : "", shapes = $"{e.IC}x{e.IH}x{e.IW} to {e.OC}x{e.OH}x{e.OW}";
        return $"{shapes}, kernel {e.K}, stride {e.Stride}, padding {e.Padding} {e.Mode}{masked}{PoolingOf(e)}";
    }

    private static string PoolingOf(ConvolutionExtents e) => e.Pooling switch
    {
        ConvolutionExtents.AveragePooling => FormattableString.Invariant($", average of {e.PH}x{e.PW}"),
        ConvolutionExtents.MaxPooling => FormattableString.Invariant($", max of {e.PH}x{e.PW}"),
        _ => "",
    };

    private void Write(Stream stream)
    {
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteNumber("version", Version);
        writer.WriteString("device", _device);
        writer.WriteStartObject("choices");
        foreach ((string key, string choice) in _choices)
            writer.WriteString(key, choice);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static SortedDictionary<string, string> Read(string path, string device)
    {
        SortedDictionary<string, string> choices = new(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version || root.GetProperty("device").GetString() != device)
                return choices;
            foreach (JsonProperty choice in root.GetProperty("choices").EnumerateObject())
                choices[choice.Name] = choice.Value.GetString() ?? "";
            return choices;
        }
        catch (Exception exception) when (FileFailure.IsOne(exception) || exception is JsonException
            or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new SortedDictionary<string, string>(StringComparer.Ordinal);
        }
    }
}
