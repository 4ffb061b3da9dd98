using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>What layers and operators will take, without taking it.</content>
internal sealed partial class IlgpuBackend
{
    /// <inheritdoc/>
    public long WeightsBytes(ConvolutionGeometry geometry)
    {
        long length = ConvolutionPacking.PackedLength(
            geometry.InputChannels, geometry.OutputChannels, geometry.KernelSize) + geometry.OutputChannels;
        if (IlgpuConvolution.IsBackwardConvolution(geometry))
            length += ConvolutionPacking.PackedLength(
                geometry.OutputChannels, geometry.InputChannels, geometry.KernelSize);
        if (IlgpuConvolution.IsBackwardGathered(geometry))
            length += geometry.WeightsLength;
        if (_chooser.MayUseWinograd(geometry))
            length += WinogradWeights.Length(geometry);
        if (_chooser.MayUseTensorCores(geometry))
        {
            length += TensorPacking.PackedLength(geometry.InputChannels, geometry.OutputChannels)
                + TensorPacking.PackedLength(geometry.OutputChannels, geometry.InputChannels);
        }

        return length * sizeof(float);
    }

    /// <inheritdoc/>
    public long WorkspaceBytes(WorkspaceDemand demand)
    {
        long length = demand.Vectors.Length;
        foreach ((ConvolutionGeometry geometry, TensorShape input) in demand.Convolutions)
        {
            TensorShape output = geometry.OutputShape(input);
            ConvolutionExtents forward = ConvolutionExtents.Forward(geometry, input, relu: true);
            length = Math.Max(length, WorkspaceLength(forward));
            if (!IlgpuConvolution.IsBackwardConvolution(geometry))
                continue;
            ConvolutionExtents backward = ConvolutionExtents.Backward(geometry, output, input, masked: true);
            length = Math.Max(length, WorkspaceLength(backward));
        }

        foreach (TensorShape features in demand.Grams)
        {
            int channels = features.Channels;
            length = Math.Max(length, (long)GramExtentsOf(features).Partials * channels * channels);
        }

        foreach (TensorShape ranked in demand.Ranked)
            length = Math.Max(length, new RankExtents(ranked).ScratchLength);
        return length * sizeof(float);
    }

    // Before a shape is tuned, the most that any candidate takes.
    private long WorkspaceLength(ConvolutionExtents e) => _chooser.Find(e) is { } choice
        ? WorkspaceLength(e, choice)
        : _chooser.Candidates(e).Max(candidate => WorkspaceLength(e, candidate));

    private long WorkspaceLength(ConvolutionExtents e, ConvolutionChoice choice)
    {
        if (choice.Variant == ConvolutionVariant.Winograd)
            return new WinogradPlan(e, choice.Splits, _policy.WantedTiles, _policy.UseTiles).WorkspaceLength(e);
        return choice.Splits <= 1 ? 0 : (long)new ConvolutionTile(e, choice).Splits * e.OC * e.OH * e.OW;
    }
}
