using System.Text;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// What pickles of numpy arrays may use, and how a pickled dictionary or list of arrays becomes named
/// tensors. Written by <c>numpy.save</c> of a dictionary (under Python 2 and 3) and by Theano-era tools.
/// </summary>
internal static class NumpyPickle
{
    /// <summary>The names that such a pickle may use.</summary>
    public static PickleVocabulary MakeVocabulary()
    {
        PickleVocabulary vocabulary = new PickleVocabulary()
            .Allow("numpy", "ndarray")
            .Allow("numpy", "dtype", MakeType)
            .Allow("collections", "OrderedDict", _ => new PickleDictionary())
            .Allow("_codecs", "encode", Encode);
        foreach (string module in (string[])["numpy.core.multiarray", "numpy._core.multiarray"])
            vocabulary.Allow(module, "_reconstruct", _ => new NumpyArray());
        return vocabulary;
    }

    /// <summary>
    /// Finds the arrays: NAME → array; NAME → [weights, bias]; a 0-dimensional array of objects that holds
    /// one of these; or a plain list weights, bias, weights, …, whose layers get the names "#0", "#1" by
    /// position.
    /// </summary>
    public static List<ImportedTensor> Describe(object? root, string displayName)
    {
        if (root is NumpyArray { Objects.Count: 1 } wrapper)
            root = wrapper.Objects[0];
        List<ImportedTensor> tensors = [];
        if (root is PickleDictionary dictionary
            && (dictionary["param values"] ?? dictionary["values"]) is List<object?> listed)
            root = listed;
        if (root is PickleDictionary named)
        {
            foreach ((string name, object? value) in named.Pairs)
                AddNamed(tensors, name, value, displayName);
        }
        else if (root is List<object?> list)
        {
            for (int i = 0; i < list.Count; i++)
                Add(tensors, $"#{i / 2}.{(i % 2 == 0 ? "weight" : "bias")}", list[i], displayName);
        }

        return tensors;
    }

    /// <summary>Adds one array under the name that it has.</summary>
    public static void Add(List<ImportedTensor> tensors, string name, object? value, string displayName)
    {
        if (value is NumpyArray { Type.IsObject: false } array)
            tensors.Add(new ImportedTensor(name, array.Shape, () => array.Read(displayName, name)));
    }

    private static void AddNamed(
        List<ImportedTensor> tensors, string name, object? value, string displayName)
    {
        IReadOnlyList<object?>? pair = value switch
        {
            List<object?> list => list,
            object?[] tuple => tuple,
            NumpyArray { Objects.Count: 2 } array => array.Objects,
            _ => null,
        };
        if (pair is [var weight, var bias])
        {
            Add(tensors, $"{name}.weight", weight, displayName);
            Add(tensors, $"{name}.bias", bias, displayName);
        }
        else
        {
            Add(tensors, name, value, displayName);
        }
    }

    private static NumpyType MakeType(object?[] arguments) =>
        arguments.Length > 0 && PickleBytes.TextOf(arguments[0]) is { } text
            ? new NumpyType(text)
            : throw new InvalidDataException("an element type has no name.");

    /// <summary>
    /// Python 3 writes byte strings into protocol 2 as text that is to be encoded as Latin-1.
    /// </summary>
    private static byte[] Encode(object?[] arguments) =>
        arguments is [string text, string and ("latin1" or "latin-1")]
            ? Encoding.Latin1.GetBytes(text)
            : throw new InvalidDataException("text is encoded in an unknown way.");
}
