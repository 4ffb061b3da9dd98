using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// How a group of <see cref="WinogradTiledKernels.Product"/> brings the 8 × 64 weights of a stage to shared memory, four a thread. Half of
/// the group would do: the other half reads the same and writes them to a copy that nobody reads, so that no thread asks where it is.
/// </summary>
internal interface IWinogradWeights
{
    /// <summary>Where in a plane of U the thread's weights of the first stage lie, a multiple of 4.</summary>
    /// <param name="m">The group's first row of the product.</param>
    /// <param name="p">The product.</param>
    int First(int m, WinogradProduct p);

    /// <summary>
    /// Where they go: rows 4q to 4q + 3 of a term are quad first + term·<see cref="WinogradTiledKernels.WeightPitch"/> + q of shared
    /// memory. A number in a unit of its own.
    /// </summary>
    /// <param name="first">The first quad of a copy.</param>
    int Target(int first);

    /// <summary>From one copy to the other in that unit, a bit of the number.</summary>
    int Flip { get; }

    /// <summary>Stores them.</summary>
    void Store(Float4 weights, ArrayView<Float4> shared, int target);
}
