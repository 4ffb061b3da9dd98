using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Transfer;

/// <summary>
/// Pixels that stay the content picture's at one size. The start has them, and their gradient is 0: every
/// optimiser's step is made of gradients and leaves them alone.
/// </summary>
internal sealed class PinnedPixels
{
    private readonly RgbImage _content;
    private readonly bool[] _isPinned;

    private PinnedPixels(RgbImage content, Mask mask)
    {
        _content = content;
        _isPinned = Array.ConvertAll(mask.Resize(content.Width, content.Height).Data, value => value >= 0.5f);
    }

    /// <summary>The pinned pixels of a run at one size; null if there are none.</summary>
    /// <param name="pictures">Hold the mask.</param>
    /// <param name="content">The content picture at that size.</param>
    public static PinnedPixels? Of(TransferPictures pictures, RgbImage content) =>
        pictures.Pinned is null ? null : new PinnedPixels(content, pictures.Pinned);

    /// <summary>The picture gets the content's values where it is pinned, in place.</summary>
    public void ApplyTo(RgbImage picture)
    {
        for (int i = 0; i < picture.Data.Length; i++)
        {
            if (_isPinned[i % _isPinned.Length])
                picture.Data[i] = _content.Data[i];
        }
    }

    /// <summary>(1, H, W): 0 where pinned, else 1. The caller's to dispose.</summary>
    public Tensor Free(IBackend backend)
    {
        Tensor free = backend.Allocate("free pixels", _content.Shape with { Channels = 1 }, TensorRole.Vector);
        backend.Upload(Array.ConvertAll(_isPinned, pinned => pinned ? 0f : 1f), free);
        return free;
    }
}
