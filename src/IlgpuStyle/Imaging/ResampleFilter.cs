namespace IlgpuStyle.Imaging;

/// <summary>
/// How pixels are weighted when a picture changes its size. When a side shrinks by a factor s, every kernel
/// is widened by s, which is what keeps fine structure from turning into moiré ("antialiased"); when it
/// grows, the kernel keeps its own width.
/// </summary>
public enum ResampleFilter
{
    /// <summary>
    /// <see cref="Lanczos3"/> for a side that shrinks, <see cref="Bicubic"/> for one that grows.
    /// </summary>
    Auto,

    /// <summary>
    /// Exact mean over the area that an output pixel covers; border pixels count by their covered fraction.
    /// </summary>
    Area,

    /// <summary>Triangle, radius 1.</summary>
    Bilinear,

    /// <summary>
    /// Cubic convolution with a = −3/4 between the four nearest pixels, whether the side grows or shrinks, the border's pixels
    /// repeated: not antialiased (PyTorch's F.interpolate).
    /// </summary>
    TorchBicubic,

    /// <summary>Cubic convolution with a = −1/2 (Keys 1981; Catmull-Rom), radius 2.</summary>
    Bicubic,

    /// <summary>sinc(x)·sinc(x/3), radius 3.</summary>
    Lanczos3,

    /// <summary>
    /// Linear between the two nearest pixel centres, whether the side grows or shrinks: not antialiased
    /// (TensorFlow's and PyTorch's default).
    /// </summary>
    BilinearAliased,

    /// <summary>
    /// torch/image's "bilinear" of Torch 7: the mean over the covered area where a side shrinks, linear with
    /// the corners' centres aligned where it grows.
    /// </summary>
    Torch7,

    /// <summary>
    /// <see cref="Bilinear"/> in Pillow's arithmetic on 8 bits a channel, rounded after each pass.
    /// </summary>
    PillowBilinear,

    /// <summary>
    /// <see cref="Bicubic"/> in Pillow's arithmetic on 8 bits a channel, rounded after each pass.
    /// </summary>
    PillowBicubic,
}
