using System.Numerics;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// PyTorch's container before version 1.6: the pickles of a magic number, a protocol number, the system's
/// sizes and the state dictionary, one of the storage keys, then each storage as a 64-bit count and raw
/// little-endian elements.
/// </summary>
internal sealed class TorchLegacyImporter : IWeightsImporter
{
    private static readonly byte[] s_start =
        [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    private static readonly BigInteger s_magic = BigInteger.Parse(
        "1950a86a20f9469cfc6c", System.Globalization.NumberStyles.HexNumber);

    /// <inheritdoc/>
    public string FormatName => "PyTorch .pth (legacy)";

    /// <inheritdoc/>
    public bool Recognises(ByteSource source) =>
        source.ReadPrefix(s_start.Length).AsSpan().SequenceEqual(s_start);

    /// <inheritdoc/>
    public ImportedWeights Read(ByteSource source)
    {
        TorchPickle torch = new();
        SourceCursor cursor = new(source);
        object? magic = PickleReader.Read(source, cursor, torch.Vocabulary);
        object? protocol = PickleReader.Read(source, cursor, torch.Vocabulary);
        PickleReader.Read(source, cursor, torch.Vocabulary);
        if (!s_magic.Equals(magic) || protocol is not 1001L)
            throw new InputException(
                $"'{source.DisplayName}' is damaged: PyTorch's magic number or protocol 1001 is missing.");
        object? root = PickleReader.Read(source, cursor, torch.Vocabulary);
        if (PickleReader.Read(source, cursor, torch.Vocabulary) is not List<object?> keys)
            throw new InputException($"'{source.DisplayName}' is damaged: the list of storages is missing.");
        foreach (object? key in keys)
            Locate(source, cursor, torch, PickleBytes.TextOf(key) ?? "");
        return TorchPickle.Describe(root, source.DisplayName, FormatName);
    }

    private static void Locate(ByteSource source, SourceCursor cursor, TorchPickle torch, string key)
    {
        if (!torch.Storages.TryGetValue(key, out TorchStorage? storage))
            throw new InputException(
                $"'{source.DisplayName}' is damaged: its storage '{key}' belongs to no tensor.");
        ulong count = cursor.ReadUInt64();
        if (count != (ulong)storage.Count)
        {
            throw new InputException(
                $"'{source.DisplayName}' is damaged: storage '{key}' has {count} elements, its tensor "
                + $"expects {storage.Count}.");
        }

        long start = cursor.Position;
        cursor.Skip(storage.Count * TensorElements.SizeOf(storage.DataType));
        storage.ReadBytes = (offset, length) => source.ReadBytes(start + offset, length);
    }
}
