using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends.Scratch;

/// <content>
/// Whole tensors on their way to the device. With transfers beside the operators a content target comes in while the layers before it are
/// computed: the host waits for the transfer alone, and for operators only if they may still read what the last one brought.
/// </content>
internal sealed partial class ScratchBackend
{
    private readonly List<TensorShape> _transferShapes = [];
    private Tensor? _staged;
    private TransferBuffer? _transfer;
    private long _synchronizations;
    private long _lastUseOfTransfer = -1;

    /// <inheritdoc/>
    public override void Synchronize()
    {
        Actual.Synchronize();
        _synchronizations++;
    }

    /// <summary>The tensor itself, or its values in the backend's memory until the next call.</summary>
    private Tensor InMemory(Tensor tensor) =>
        tensor is not ScratchTensor file ? tensor
        : HasTransfers ? Transferred(file)
        : Staged(file);

    private Tensor Staged(ScratchTensor file)
    {
        if (_staged?.Shape != file.Shape)
        {
            _staged?.Dispose();
            _staged = Actual.Allocate("a scratch file in memory", file.Shape, TensorRole.Working);
        }

        Copy(file, _staged);
        return _staged;
    }

    private Tensor Transferred(ScratchTensor file)
    {
        if (!_transferShapes.Contains(file.Shape))
        {
            _transferShapes.Add(file.Shape);
            _transfer?.Dispose();
            _transfer = null;
            _transfer = Actual.AllocateTransfer("a scratch file in memory", _transferShapes);
        }
        else if (_lastUseOfTransfer == _synchronizations)
        {
            Synchronize();
        }

        Tensor tensor = _transfer!.Of(file.Shape);
        file.Read(Whole(file.Shape), _transfer.Host);
        _transfer.BeginUpload(tensor);
        _transfer.Wait();
        _lastUseOfTransfer = _synchronizations;
        return tensor;
    }
}
