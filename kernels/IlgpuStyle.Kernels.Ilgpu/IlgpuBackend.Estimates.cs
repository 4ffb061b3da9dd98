using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>What layers and operators will take, without taking it.</content>
public sealed partial class IlgpuBackend
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
        if (_policy.MayUseWinograd(geometry))
            length += WinogradWeights.Length(geometry);
        return length * sizeof(float);
    }

    /// <inheritdoc/>
    public long WorkspaceBytes(WorkspaceDemand demand)
    {
        long length = demand.Vectors.Length;
        foreach ((ConvolutionGeometry geometry, TensorShape input) in demand.Convolutions)
        {
            TensorShape output = geometry.OutputShape(input);
            bool hasWinograd = _policy.MayUseWinograd(geometry);
            ConvolutionExtents forward = ConvolutionExtents.Forward(geometry, input, relu: true);
            length = Math.Max(length, WorkspaceLength(forward, hasWinograd));
            if (!IlgpuConvolution.IsBackwardConvolution(geometry))
                continue;
            ConvolutionExtents backward = ConvolutionExtents.Backward(geometry, output, input, masked: true);
            length = Math.Max(length, WorkspaceLength(backward, hasWinograd));
        }

        foreach (TensorShape features in demand.Grams)
        {
            int channels = features.Channels;
            length = Math.Max(length, (long)GramExtentsOf(features).Partials * channels * channels);
        }

        return length * sizeof(float);
    }

    private long WorkspaceLength(ConvolutionExtents e, bool hasWinograd)
    {
        if (hasWinograd && _policy.UseWinograd(e))
            return new WinogradPlan(e, _policy.WantedTiles, _policy.UseTiles).WorkspaceLength(e);
        if (!_policy.UseTiles || !ConvolutionTile.Fits(e))
            return 0;
        int splits = new ConvolutionTile(e, _policy.WantedTiles).Splits;
        return splits == 1 ? 0 : (long)splits * e.OC * e.OH * e.OW;
    }
}
