using ILGPU.Runtime;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>Activations in half precision.</content>
internal sealed partial class IlgpuBackend
{
    private readonly bool _halfActivations;

    private bool KeepsHalf(TensorRequest request) => _halfActivations && request.Role == TensorRole.Activation;

    private static long Words(TensorShape shape, bool isHalf) => isHalf ? (shape.Length + 1) / 2 : shape.Length;

    private void UploadHalves(ReadOnlySpan<float> source, FeatureView destination)
    {
        ushort[] halves = new ushort[source.Length];
        for (int i = 0; i < halves.Length; i++)
            halves[i] = HalfFloat.FromSingle(source[i]);
        if (halves.Length > 0)
            destination.Words.Cast<ushort>().SubView(0, halves.Length).CopyFromCPU(Stream, (ReadOnlySpan<ushort>)halves);
    }

    private void DownloadHalves(FeatureView source, Span<float> destination)
    {
        ushort[] halves = new ushort[destination.Length];
        try
        {
            Waits++;
            if (halves.Length > 0)
                source.Words.Cast<ushort>().SubView(0, halves.Length).CopyToCPU(Stream, (Span<ushort>)halves);
            Stream.Synchronize();
        }
        catch (AcceleratorException exception)
        {
            throw Failure(exception);
        }

        for (int i = 0; i < halves.Length; i++)
            destination[i] = HalfFloat.ToSingle(halves[i]);
    }
}
