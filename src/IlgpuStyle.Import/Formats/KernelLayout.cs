namespace IlgpuStyle.Import.Formats;

/// <summary>In which order a file stores the four sides of a convolution's weights.</summary>
internal enum KernelLayout
{
    /// <summary>(output, input, row, column): PyTorch, Caffe, ONNX and this project.</summary>
    Oihw,

    /// <summary>(row, column, input, output): MatConvNet, TensorFlow, Keras.</summary>
    Hwio,
}
