namespace ILGPU;

public static class Interop
{
    public static uint FloatAsInt(float value) => BitConverter.SingleToUInt32Bits(value);

    public static float IntAsFloat(uint value) => BitConverter.UInt32BitsToSingle(value);
}
