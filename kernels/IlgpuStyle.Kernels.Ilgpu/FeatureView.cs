using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// The elements of a tensor that may be an activation, and so may be kept in half precision (<see cref="IlgpuOptions.HalfActivations"/>):
/// kernels read and write float32, and the same kernel serves both. Which of the two it is, is the same for a whole launch.
/// </summary>
/// <param name="words">The storage: an element a word, or two.</param>
/// <param name="isHalf">Whether two elements share a word.</param>
internal readonly struct FeatureView(ArrayView<float> words, bool isHalf)
{
    private readonly ArrayView<float> _words = words;
    private readonly int _isHalf = isHalf ? 1 : 0;

    /// <summary>The storage.</summary>
    public ArrayView<float> Words => _words;

    /// <summary>Whether two elements share a word.</summary>
    public bool IsHalf => _isHalf != 0;

    /// <summary>An element; stored with one rounding if in half precision.</summary>
    public float this[int i]
    {
        get => _isHalf != 0 ? Read<HalfStorage>(i) : Read<SingleStorage>(i);
        set
        {
            if (_isHalf != 0)
                _words.Cast<ushort>()[i] = HalfFloat.FromSingle(value);
            else
                _words[i] = value;
        }
    }

    /// <summary>A tensor of float32.</summary>
    public static implicit operator FeatureView(ArrayView<float> words) => new(words, isHalf: false);

    /// <summary>Elements 4·quad to 4·quad + 3, in one load.</summary>
    public Float4 ReadQuad(int quad) => _isHalf != 0 ? ReadQuad<HalfStorage>(quad) : ReadQuad<SingleStorage>(quad);

    /// <summary>An element, in a kernel that is compiled for the storage.</summary>
    public float Read<TStorage>(int i)
        where TStorage : struct, IFeatureStorage => default(TStorage).Read(_words, i);

    /// <summary>Elements 4·quad to 4·quad + 3, in a kernel that is compiled for the storage.</summary>
    public Float4 ReadQuad<TStorage>(int quad)
        where TStorage : struct, IFeatureStorage => default(TStorage).ReadQuad(_words, quad);

    /// <summary>Elements 4·quad to 4·quad + 3, in one store.</summary>
    public void WriteQuad(int quad, Float4 values)
    {
        if (_isHalf != 0)
            _words.Cast<HalfQuad>()[quad] = new HalfQuad(values);
        else
            _words.Cast<Float4>()[quad] = values;
    }
}
