using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends.Scratch;

/// <summary>A scratch tensor that only has a shape, for a rehearsal.</summary>
internal sealed class ScratchOutline : ScratchTensor
{
    private readonly Action<long> _book;

    /// <summary>Books it.</summary>
    /// <param name="name">What it would hold.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="book">Told the bytes that it would take, and at its end that they are free again.</param>
    public ScratchOutline(string name, TensorShape shape, Action<long> book)
        : base(name, shape)
    {
        _book = book;
        book(shape.Length * sizeof(float));
    }

    /// <inheritdoc/>
    protected override bool HasValues => false;

    /// <inheritdoc/>
    public override void Dispose() => _book(-Shape.Length * sizeof(float));

    /// <inheritdoc/>
    protected override void Read(long offset, Span<float> values)
    {
    }

    /// <inheritdoc/>
    protected override void Write(long offset, ReadOnlySpan<float> values)
    {
    }
}
