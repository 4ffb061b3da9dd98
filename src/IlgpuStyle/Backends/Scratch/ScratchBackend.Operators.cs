using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends.Scratch;

/// <content>
/// Operators that take whole tensors. Losses meet content targets here: those are read into memory first, one at a time. All others never
/// meet a tensor in a file.
/// </content>
internal sealed partial class ScratchBackend
{
    /// <inheritdoc/>
    public override void ChannelAffine(
        Tensor input, ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset, Tensor output)
    {
        if (!IsInFile(input) && !IsInFile(output))
        {
            Actual.ChannelAffine(input, sourceChannel, scale, offset, output);
            return;
        }

        foreach (ScratchTensor.Area area in Bands(output.Shape))
        {
            Tensor band = Band(1, output.Shape with { Height = area.Height, Width = area.Width });
            Actual.ChannelAffine(Load(0, input, area), sourceChannel, scale, offset, band);
            Store(band, output, area);
        }
    }

    /// <inheritdoc/>
    public override void MaskMultiply(Tensor input, Tensor mask, Tensor output)
    {
        if (!AnyInFile([input, mask, output]))
        {
            Actual.MaskMultiply(input, mask, output);
            return;
        }

        foreach (ScratchTensor.Area area in Bands(input.Shape))
        {
            Tensor band = Load(0, input, area);
            Actual.MaskMultiply(band, Load(1, mask, area), band);
            Store(band, output, area);
        }
    }

    /// <inheritdoc/>
    public override void SquaredDistance(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot) =>
        Actual.SquaredDistance(a, InMemory(b), scale, results, slot);

    /// <inheritdoc/>
    public override void SquaredDistanceAccumulate(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot, Tensor gradA) =>
        Actual.SquaredDistanceAccumulate(a, InMemory(b), scale, results, slot, gradA);
}
