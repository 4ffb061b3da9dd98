using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// The part of PyTorch's serialisation that state dictionaries use, common to its two containers: which
/// names a pickle may use, and how a state dictionary becomes tensors.
/// </summary>
internal sealed class TorchPickle
{
    private static readonly Dictionary<string, TensorDataType> s_storageTypes = new()
    {
        ["FloatStorage"] = TensorDataType.F32,
        ["DoubleStorage"] = TensorDataType.F64,
        ["HalfStorage"] = TensorDataType.F16,
        ["BFloat16Storage"] = TensorDataType.BF16,
        ["LongStorage"] = TensorDataType.I64,
        ["IntStorage"] = TensorDataType.I32,
        ["ShortStorage"] = TensorDataType.I16,
        ["CharStorage"] = TensorDataType.I8,
        ["ByteStorage"] = TensorDataType.U8,
        ["BoolStorage"] = TensorDataType.Bool,
    };

    private readonly Dictionary<string, TorchStorage> _storages = [];

    /// <summary>Prepares the names.</summary>
    public TorchPickle()
    {
        Vocabulary = new PickleVocabulary { PersistentLoad = LoadStorage }
            .Allow("collections", "OrderedDict", MakeDictionary)
            .Allow("torch", "Size", First)
            .Allow("torch._utils", "_rebuild_tensor", MakeTensor)
            .Allow("torch._utils", "_rebuild_tensor_v2", MakeTensor)
            .Allow("torch._utils", "_rebuild_parameter", First);
        foreach (string type in s_storageTypes.Keys)
            Vocabulary.Allow("torch", type);
    }

    /// <summary>What the pickle may use.</summary>
    public PickleVocabulary Vocabulary { get; }

    /// <summary>Every block that the pickle named, by key.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    /// <summary>
    /// The tensors of a state dictionary, or of the one inside a checkpoint: of the dictionary with most kernels, whatever it is called
    /// and whatever lies beside it.
    /// </summary>
    /// <exception cref="InputException">There are none.</exception>
    public static ImportedWeights Describe(object? root, string displayName, string format)
    {
        HashSet<PickleDictionary> dictionaries = [];
        Collect(root, dictionaries, 0);
        List<ImportedTensor> tensors = dictionaries
            .Select(dictionary => TensorsOf(dictionary, displayName))
            .MaxBy(found => (found.Count(tensor => tensor.Shape.Length == 4), found.Count)) ?? [];
        if (tensors.Count == 0)
            throw new InputException(
                $"'{displayName}' holds no state dictionary: no tensors by name were found in it.");
        return new ImportedWeights { Format = format, Layout = KernelLayout.Oihw, Tensors = tensors };
    }

    private static void Collect(object? value, HashSet<PickleDictionary> dictionaries, int depth)
    {
        if (depth > ImportLimits.MaximumDepth || value is not PickleDictionary dictionary || !dictionaries.Add(dictionary))
            return;
        foreach ((_, object? inner) in dictionary.Pairs)
            Collect(inner, dictionaries, depth + 1);
    }

    private static List<ImportedTensor> TensorsOf(PickleDictionary dictionary, string displayName) =>
    [
        .. from pair in dictionary.Pairs
           let tensor = pair.Value as TorchTensor
           where tensor is not null
           select new ImportedTensor(pair.Key, tensor.Shape, () => tensor.Read(displayName, pair.Key)),
    ];

    private static object? First(object?[] arguments) =>
        arguments.Length > 0 ? arguments[0] : throw new InvalidDataException("a call has no arguments.");

    private static PickleDictionary MakeDictionary(object?[] arguments)
    {
        PickleDictionary dictionary = new();
        if (arguments.Length == 0)
            return dictionary;
        foreach (object? item in PickleValue.As<List<object?>>(arguments[0]))
        {
            object?[] pair = item as object?[] ?? [.. PickleValue.As<List<object?>>(item)];
            if (pair.Length != 2)
                throw new InvalidDataException("an ordered dictionary has an item that is no pair.");
            dictionary.Set(pair[0], pair[1]);
        }

        return dictionary;
    }

    private static TorchTensor MakeTensor(object?[] arguments)
    {
        if (arguments is not [TorchStorage storage, long offset, object?[] shape, object?[] strides, ..])
            throw new InvalidDataException("a tensor is described in an unknown way.");
        return new TorchTensor(
            storage, offset, PickleValue.Integers(shape), PickleValue.Integers(strides)).Checked();
    }

    private TorchStorage LoadStorage(object? identifier)
    {
        if (identifier is not object?[] { Length: >= 5 } parts || PickleBytes.TextOf(parts[0]) != "storage"
            || parts[1] is not PickleGlobal type
            || !s_storageTypes.TryGetValue(type.Name, out TensorDataType dataType)
            || PickleBytes.TextOf(parts[2]) is not { } key
            || parts[4] is not (long and >= 0 and <= long.MaxValue / 8 and var count))
            throw new InvalidDataException("a storage is described in an unknown way.");
        if (parts.Length > 5 && parts[5] is not null)
            throw new InvalidDataException(
                "a storage is a view of another, as PyTorch before 0.4 wrote; load and save it again.");
        if (_storages.TryGetValue(key, out TorchStorage? known))
            return known;
        TorchStorage storage = new(key, dataType, count);
        _storages.Add(key, storage);
        return storage;
    }
}
