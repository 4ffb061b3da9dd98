using IlgpuStyle.Backends;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>
/// What every backend's operators are held to: one theory per operator over awkward shapes, against the reference. A sealed
/// class per backend runs them. The cases stay small enough for ILGPU's CPU accelerator, which is a debugger; fast backends
/// run <see cref="LargeOperatorTests"/> as well.
/// </summary>
public abstract partial class OperatorTests(BackendFixture fixture)
{
    /// <summary>Heights and widths that no block, tile or group size divides.</summary>
    private protected static readonly (int Height, int Width)[] AwkwardShapes = [(1, 1), (1, 7), (3, 5), (17, 31)];

    /// <summary>Lengths around the vector widths of 16, 32 and 64 elements, none, one, and many with a remainder.</summary>
    private protected static readonly int[] AwkwardLengths = [0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1023];

    /// <summary>The backend, or a skipped test with the reason why this machine has none.</summary>
    private protected IBackend Backend => fixture.Require();

    /// <summary>Shapes for operators that treat all elements alike: vectors, and images in case the private layout differs.</summary>
    public static TheoryData<int, int, int> ElementwiseShapes()
    {
        TheoryData<int, int, int> shapes = [];
        foreach (int length in AwkwardLengths)
            shapes.Add(1, 1, length);
        foreach ((int height, int width) in AwkwardShapes)
            shapes.Add(height == 1 ? 7 : 3, height, width);
        shapes.Add(64, 3, 5);
        return shapes;
    }

    /// <summary>A scene on the tested backend.</summary>
    private protected OperatorScene NewScene() => new(Backend);
}
