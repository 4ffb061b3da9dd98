using System.Runtime.InteropServices;

namespace StbImageSharp;

/// <summary>Debian's libstb0: the C library that the package is a translation of.</summary>
internal static unsafe partial class Libstb
{
    // The name with its version: the one without belongs to the development package.
    private const string Library = "libstb.so.0";

    /// <summary>Decodes every format that stb knows.</summary>
    public static ImageResult Decode(byte[] data, ColorComponents required)
    {
        byte* pixels = null;
        try
        {
            int width, height, components;
            fixed (byte* file = data)
                pixels = Load(file, data.Length, &width, &height, &components, (int)required);
            if (pixels is null)
                throw new InvalidOperationException(Marshal.PtrToStringUTF8(FailureReason()));
            ColorComponents given =
                required == ColorComponents.Default ? (ColorComponents)components : required;
            return new ImageResult
            {
                Width = width,
                Height = height,
                SourceComp = (ColorComponents)components,
                Comp = given,
                Data = new ReadOnlySpan<byte>(pixels, checked(width * height * (int)given)).ToArray(),
            };
        }
        catch (DllNotFoundException exception)
        {
            throw new DllNotFoundException(
                "this build decodes PNG only: type 'sudo apt-get install libstb0' for the other formats",
                exception);
        }
        finally
        {
            if (pixels is not null)
                Free(pixels);
        }
    }

    [LibraryImport(Library, EntryPoint = "stbi_load_from_memory")]
    private static partial byte* Load(
        byte* file, int length, int* width, int* height, int* components, int required);

    [LibraryImport(Library, EntryPoint = "stbi_image_free")]
    private static partial void Free(void* pixels);

    [LibraryImport(Library, EntryPoint = "stbi_failure_reason")]
    private static partial nint FailureReason();
}
