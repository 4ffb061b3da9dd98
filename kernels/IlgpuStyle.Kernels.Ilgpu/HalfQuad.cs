namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Four half-precision numbers as two words, the first in the low half of the first: 8 bytes, so that aligned loads are
/// one instruction.</summary>
internal readonly struct HalfQuad
{
    private readonly uint _low;
    private readonly uint _high;

    /// <summary>Rounds four numbers.</summary>
    public HalfQuad(Float4 values)
    {
        _low = HalfFloat.FromSingle(values.X) | ((uint)HalfFloat.FromSingle(values.Y) << 16);
        _high = HalfFloat.FromSingle(values.Z) | ((uint)HalfFloat.FromSingle(values.W) << 16);
    }

    /// <summary>The four numbers.</summary>
    public Float4 Values => new(
        HalfFloat.ToSingle((ushort)(_low & 0xFFFFu)), HalfFloat.ToSingle((ushort)(_low >> 16)),
        HalfFloat.ToSingle((ushort)(_high & 0xFFFFu)), HalfFloat.ToSingle((ushort)(_high >> 16)));
}
