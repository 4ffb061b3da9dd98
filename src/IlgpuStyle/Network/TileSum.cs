using IlgpuStyle.Backends.Scratch;

namespace IlgpuStyle.Network;

/// <summary>
/// Σ over the pieces of a layer's map that several devices hold, on the host, in the order of the pieces: one float32 addition an element
/// and piece, as on one device.
/// </summary>
internal sealed class TileSum(TileTeam team)
{
    private float[] _values = [];
    private double _number;

    /// <summary>The pieces' turns.</summary>
    public TileTurns Turns { get; } = new(team);

    /// <summary>Adds a piece's values, when it is its turn; the first piece's take the place of the last evaluation's.</summary>
    public void Add(int piece, ReadOnlySpan<float> values)
    {
        Turns.Await(piece);
        if (_values.Length != values.Length)
            _values = new float[values.Length];
        if (piece == 0)
            values.CopyTo(_values);
        else
            ScratchTensor.Add(values, _values);
        Turns.Pass();
    }

    /// <summary>Adds a piece's number, when it is its turn.</summary>
    public void Add(int piece, double number)
    {
        Turns.Await(piece);
        _number = piece == 0 ? number : _number + number;
        Turns.Pass();
    }

    /// <summary>The sum of all pieces, once it is there.</summary>
    public ReadOnlySpan<float> Values(int pieces)
    {
        Turns.AwaitEnd(pieces);
        return _values;
    }

    /// <summary>The sum of all pieces' numbers, once it is there.</summary>
    public double Number(int pieces)
    {
        Turns.AwaitEnd(pieces);
        return _number;
    }
}
