using System.Text.Json;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// What was learned of one device, on disk: JSON with a version, the device, the fastest kernel of each convolution that was timed, and
/// whether the device computes what the processor computes. What cannot be read, or is of another version, counts as empty and is replaced
/// by what is learned next.
/// </summary>
internal sealed class TuningFile
{
    // Raise it when kernels change: old times say nothing about new code.
    private const int Version = 3;

    private const string ProofName = "proof", TensorProofName = "tf32 proof";

    // A proof is of these kernels, to the bit; the compiler gives the same code the same number.
    private static readonly string s_kernels = typeof(TuningFile).Module.ModuleVersionId.ToString("N");

    private readonly string _path;
    private readonly string _device;
    private readonly string _suffix;
    private readonly SortedDictionary<string, string> _choices = new(StringComparer.Ordinal);

    private TuningFile(string path, string device, string suffix)
    {
        _path = path;
        _device = device;
        _suffix = suffix;
    }

    /// <summary>How the device's results compared with the processor's; null if these kernels have not been compared there.</summary>
    public DeviceProof? Proof { get; private set; }

    /// <summary>The same of its tensor cores.</summary>
    public DeviceProof? TensorProof { get; private set; }

    /// <summary>Reads the file of a device, if there is one.</summary>
    /// <param name="folder">Where it is kept; made when something is written.</param>
    /// <param name="device">What times and bits depend on: <see cref="IlgpuDevices.IdentityOf"/>.</param>
    /// <param name="suffix">Set behind the name of each choice: what is tried there that is not tried elsewhere.</param>
    public static TuningFile Open(string folder, string device, string suffix = "")
    {
        string hash = FileHash.OfText(device)[..16];
        TuningFile file = new(Path.Combine(folder, $"{hash}.json"), device, suffix);
        file.Read();
        return file;
    }

    /// <summary>The choice for a convolution, or null.</summary>
    public ConvolutionChoice? Find(ConvolutionExtents e) =>
        _choices.TryGetValue(KeyOf(e) + _suffix, out string? text) ? ConvolutionChoice.Parse(text) : null;

    /// <summary>Adds a choice and writes the file.</summary>
    /// <exception cref="InputException">The folder cannot be made or written.</exception>
    public void Add(ConvolutionExtents e, ConvolutionChoice choice)
    {
        Read();
        _choices[KeyOf(e) + _suffix] = choice.ToString();
        Write("measured kernels", "do without autotuning");
    }

    /// <summary>Keeps how the device's results compared, and writes the file.</summary>
    /// <param name="proof">How they compared.</param>
    /// <param name="tensorCores">Whether those of its tensor cores did.</param>
    /// <exception cref="InputException">The folder cannot be made or written.</exception>
    public void Keep(DeviceProof proof, bool tensorCores = false)
    {
        Read();
        (Proof, TensorProof) = tensorCores ? (Proof, proof) : (proof, TensorProof);
        Write("a device's check", "it is made again each time");
    }

    private void Write(string what, string otherwise)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            AtomicFile.Write(_path, Write);
        }
        catch (Exception exception) when (FileFailure.IsOne(exception))
        {
            throw new InputException(
                $"{what} cannot be kept in '{_path}': {exception.Message}; set ILGPUSTYLE_HOME to another folder, or {otherwise}.",
                exception);
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
        Write(writer, ProofName, Proof);
        Write(writer, TensorProofName, TensorProof);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, DeviceProof? proof)
    {
        if (proof is null)
            return;
        writer.WriteStartObject(name);
        writer.WriteString("kernels", s_kernels);
        writer.WriteString("failure", proof.Failure);
        writer.WriteEndObject();
    }

    private static DeviceProof? Read(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement proof) && proof.GetProperty("kernels").GetString() == s_kernels
            ? new DeviceProof(proof.GetProperty("failure").GetString())
            : null;

    // What another process has added meanwhile is not lost with the next writing.
    private void Read()
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(_path));
            JsonElement root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version || root.GetProperty("device").GetString() != _device)
                return;
            Proof = Read(root, ProofName) ?? Proof;
            TensorProof = Read(root, TensorProofName) ?? TensorProof;
            foreach (JsonProperty choice in root.GetProperty("choices").EnumerateObject())
                _choices.TryAdd(choice.Name, choice.Value.GetString() ?? "");
        }
        catch (Exception exception) when (FileFailure.IsOne(exception) || exception is JsonException
            or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Not there, or not ours: nothing is known.
        }
    }
}
