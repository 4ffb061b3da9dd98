namespace PtxInterpreter;

/// <summary>A parameter, or an array in shared or local memory.</summary>
/// <param name="Name">As declared.</param>
/// <param name="Alignment">In bytes.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Offset">Of a parameter: where it begins in the argument block.</param>
internal sealed record PtxVariable(string Name, int Alignment, int Bytes, int Offset);
