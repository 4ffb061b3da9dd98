namespace IlgpuStyle.Tensors;

/// <summary>
/// The logical shape (C, H, W) of a tensor: channels, height, width; dense, W fastest. Batch is always 1.
/// A vector of n elements is (1, 1, n); a C×C Gram matrix is (1, C, C).
/// </summary>
/// <param name="Channels">C, at least 1.</param>
/// <param name="Height">H in positions; 0 is allowed for empty vectors.</param>
/// <param name="Width">W in positions; 0 is allowed for empty vectors.</param>
internal readonly record struct TensorShape(int Channels, int Height, int Width)
{
    /// <summary>Positions of one channel, M = H·W.</summary>
    public int Positions => checked(Height * Width);

    /// <summary>Elements in all, C·H·W.</summary>
    public long Length => (long)Channels * Height * Width;

    /// <summary>The shape of a vector of <paramref name="length"/> elements.</summary>
    public static TensorShape Vector(int length) => new(1, 1, length);

    /// <summary>The shape of a <paramref name="size"/>×<paramref name="size"/> matrix.</summary>
    public static TensorShape Matrix(int size) => new(1, size, size);

    /// <inheritdoc/>
    public override string ToString() => $"({Channels}, {Height}, {Width})";
}
