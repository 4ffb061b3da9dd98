using System.Security.Cryptography;
using System.Runtime.InteropServices;
using System.Text;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network;

/// <summary>
/// Statistics of pictures that have gone through a network, kept in host memory for the next run that asks
/// for the same. Float32 goes to the host and back unchanged, so that a kept statistic has the bits of a
/// computed one. The least recently used leaves first.
/// </summary>
/// <param name="limitInBytes">Most memory to hold.</param>
internal sealed class StatisticsCache(long limitInBytes)
{
    private readonly Dictionary<string, LinkedListNode<Entry>> _byKey = [];
    private readonly LinkedList<Entry> _byUse = [];
    private long _bytes;

    /// <summary>How often a statistic was not there and had to be computed.</summary>
    public int Computed { get; private set; }

    /// <summary>How often it was there.</summary>
    public int Reused { get; private set; }

    /// <summary>A key for what numbers and words decide.</summary>
    /// <param name="words">Layers, normalisations, cuts.</param>
    /// <param name="numbers">Pictures and masks, dense; null where there is none.</param>
    public static string KeyOf(string words, params ReadOnlySpan<float[]?> numbers)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(words));
        foreach (float[]? values in numbers)
        {
            hash.AppendData(BitConverter.GetBytes(values?.Length ?? -1));
            hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>
    /// Copies of kept tensors on a backend, owned by the caller; null if they are not there.
    /// </summary>
    public IReadOnlyList<Tensor>? Find(string key, IDeviceMemory backend)
    {
        if (!_byKey.TryGetValue(key, out LinkedListNode<Entry>? node))
            return null;
        Reused++;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        return [.. node.Value.Tensors.Select(kept =>
        {
            Tensor tensor = backend.Allocate(kept.Name, kept.Shape, TensorRole.Statistic);
            backend.Upload(kept.Data, tensor);
            return tensor;
        })];
    }

    /// <summary>Keeps copies of tensors that were just computed.</summary>
    public void Add(string key, IDeviceMemory backend, IEnumerable<Tensor> tensors)
    {
        Computed++;
        Entry entry = new(key, [.. tensors.Select(tensor =>
        {
            float[] data = new float[tensor.Shape.Length];
            backend.Download(tensor, data);
            return (tensor.Name, tensor.Shape, data);
        })]);
        _byKey.Add(key, _byUse.AddFirst(entry));
        _bytes += entry.Bytes;
        while (_bytes > limitInBytes)
        {
            Entry oldest = _byUse.Last!.Value;
            _byUse.RemoveLast();
            _byKey.Remove(oldest.Key);
            _bytes -= oldest.Bytes;
        }
    }

    private sealed record Entry(
        string Key, IReadOnlyList<(string Name, TensorShape Shape, float[] Data)> Tensors)
    {
        public long Bytes { get; } = Tensors.Sum(t => (long)sizeof(float) * t.Data.Length);
    }
}
