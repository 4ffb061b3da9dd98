using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StbImageWriteSharp;

/// <summary>Debian's libstb0: the C library that the package is a translation of.</summary>
internal static unsafe partial class Libstb
{
    // The name with its version: the one without belongs to the development package.
    private const string Library = "libstb.so.0";

    /// <summary>
    /// Encodes a JPEG. It is collected in memory first: an exception must not cross the C code.
    /// </summary>
    public static void WriteJpg(byte[] data, int width, int height, int components, Stream dest, int quality)
    {
        using MemoryStream encoded = new();
        GCHandle handle = GCHandle.Alloc(encoded);
        try
        {
            int succeeded;
            fixed (byte* pixels = data)
                succeeded =
                    WriteJpg(&Append, GCHandle.ToIntPtr(handle), width, height, components, pixels, quality);
            if (succeeded == 0)
                throw new InvalidOperationException($"stb cannot write a JPEG of {width}×{height} pixels.");
        }
        catch (DllNotFoundException exception)
        {
            throw new DllNotFoundException(
                "this build writes PNG only: type 'sudo apt-get install libstb0' for JPEG", exception);
        }
        finally
        {
            handle.Free();
        }

        encoded.WriteTo(dest);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Append(nint context, byte* bytes, int length) =>
        ((MemoryStream)GCHandle.FromIntPtr(context).Target!).Write(new ReadOnlySpan<byte>(bytes, length));

    [LibraryImport(Library, EntryPoint = "stbi_write_jpg_to_func")]
    private static partial int WriteJpg(
        delegate* unmanaged[Cdecl]<nint, byte*, int, void> append,
        nint context, int width, int height, int components, byte* pixels, int quality);
}
