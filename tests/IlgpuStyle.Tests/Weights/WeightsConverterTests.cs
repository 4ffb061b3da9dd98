using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Weights;

/// <summary>Files made by the real writers, converted and compared number by number.</summary>
public sealed class WeightsConverterTests
{
    private static readonly int[] Vgg19 = [2, 2, 4, 4, 4], Vgg16 = [2, 2, 3, 3, 3];

    [Theory]
    [InlineData("vgg19-legacy.pth", "PyTorch .pth (legacy)", "vgg19", "torchvision", "torchvision")]
    [InlineData("vgg19-legacy.pth", "PyTorch .pth (legacy)", "vgg19", "caffe", "caffe")]
    [InlineData("vgg16-zip.pth", "PyTorch .pth (zip)", "vgg16", "torchvision", "torchvision")]
    [InlineData("vgg19-v1.caffemodel", "Caffe .caffemodel", "vgg19", null, "caffe")]
    [InlineData("vgg16-v2.caffemodel", "Caffe .caffemodel", "vgg16", null, "caffe")]
    [InlineData("vgg19-new.mat", "MatConvNet .mat", "vgg19", null, "caffe")]
    [InlineData("vgg19-old.mat", "MatConvNet .mat", "vgg19", null, "caffe")]
    [InlineData("vgg19-oldest.mat", "MatConvNet .mat", "vgg19", null, "caffe")]
    [InlineData("vgg19-pairs.npy", "numpy .npy", "vgg19", null, "caffe")]
    [InlineData("vgg19-kernels.npy", "numpy .npy", "vgg19", null, "caffe")]
    [InlineData("vgg16.npz", "numpy .npz", "vgg16", null, "caffe")]
    [InlineData("vgg16-compressed.npz", "numpy .npz", "vgg16", null, "caffe")]
    [InlineData("vgg19-mxnet.onnx", "ONNX", "vgg19", null, "mxnet")]
    [InlineData("vgg16-anonymous.onnx", "ONNX", "vgg16", "torchvision", "torchvision")]
    public void Convert_FileOfARealWriter_GivesEveryNumberAndTheFamilysInput(
        string file, string format, string architecture, string? option, string family)
    {
        using TemporaryFolder folder = new();
        ConversionOptions options = new() { Family = option is null ? null : WeightsFamily.Find(option) };
        ConversionResult result = WeightsConverter.Convert(
            FixtureNetwork.File(file), folder["out.safetensors"], options);
        using WeightsFile converted = WeightsFile.Open(folder["out.safetensors"]);

        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(architecture == "vgg19" ? Vgg19 : Vgg16), converted);
        WeightsFamily expected = WeightsFamily.Find(family)!;
        Assert.Equal(format, result.Format);
        Assert.Equal(architecture, converted.Metadata.Architecture);
        Assert.Equal(family, converted.Metadata.Family);
        Assert.Equal(expected.ChannelOrder, converted.Metadata.ChannelOrder);
        Assert.Equal(expected.Mean, converted.Metadata.Mean);
        Assert.Equal(expected.Std, converted.Metadata.Std);
        Assert.Equal(expected.Scale, converted.Metadata.Scale);
        Assert.Equal(file, converted.Metadata.Source);
        Assert.Equal(Sha256(FixtureNetwork.File(file)), converted.Metadata.SourceSha256);
        Assert.Equal(result.Layers, converted.ConvolutionLayers);
    }

    [Theory]
    [InlineData("named-mixed.pth")]
    [InlineData("named-mixed-legacy.pth")]
    public void Convert_ViewsStridesAndOtherPrecisions_AreResolved(string file)
    {
        using TemporaryFolder folder = new();
        WeightsConverter.Convert(FixtureNetwork.File(file), folder["out"], new ConversionOptions());
        using WeightsFile converted = WeightsFile.Open(folder["out"]);
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(2, 1), converted);
        Assert.Equal("caffe", converted.Metadata.Family);
    }

    [Fact]
    public void Convert_SqueezeNet_GetsFireNamesAndLosesTheClassifier()
    {
        using TemporaryFolder folder = new();
        ConversionResult result = WeightsConverter.Convert(
            FixtureNetwork.File("squeezenet1_1.pth"), folder["out"], new ConversionOptions());
        using WeightsFile converted = WeightsFile.Open(folder["out"]);
        Assert.Equal("squeezenet1_1", converted.Metadata.Architecture);
        Assert.Equal("torchvision", converted.Metadata.Family);
        Assert.Equal(25, result.Layers.Count);
        List<ConvolutionParameters> expected = FixtureNetwork.SqueezeNet();
        Assert.Equal(expected.Select(layer => layer.Layer), result.Layers);
        FixtureNetwork.AssertEqual(
            [.. expected.OrderBy(layer => layer.Layer, LayerNameComparer.Instance)], converted);
    }

    [Theory]
    [InlineData("keras-contiguous.h5", new[] { 2, 2, 4 })]
    [InlineData("keras-chunked.h5", new[] { 2 })]
    public void Convert_Keras_GivesEveryNumber(string file, int[] blocks)
    {
        using TemporaryFolder folder = new();
        ConversionResult result = WeightsConverter.Convert(
            FixtureNetwork.File(file), folder["out"], new ConversionOptions());
        using WeightsFile converted = WeightsFile.Open(folder["out"]);
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(blocks), converted);
        Assert.Equal("Keras .h5", result.Format);
        Assert.Equal("caffe", converted.Metadata.Family);
        Assert.Equal(ChannelOrder.Bgr, converted.Metadata.ChannelOrder);
    }

    [Fact]
    public void Convert_Python2Pickle_GivesEveryNumber()
    {
        using TemporaryFolder folder = new();
        WeightsConverter.Convert(FixtureNetwork.File("python2.npy"), folder["out"], new ConversionOptions());
        using WeightsFile converted = WeightsFile.Open(folder["out"]);
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(2), converted);
    }

    [Fact]
    public void Convert_TheanoOrder_AsksForTheRotationAndObeys()
    {
        using TemporaryFolder folder = new();
        string path = FixtureNetwork.File("theano-keras.h5");
        InputException exception = Assert.Throws<InputException>(
            () => WeightsConverter.Convert(path, folder["out"], new ConversionOptions()));
        Assert.Contains("--kernels rotated", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["out"]));

        WeightsConverter.Convert(path, folder["out"], new ConversionOptions { FlippedKernels = true });
        using WeightsFile converted = WeightsFile.Open(folder["out"]);
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(2, 2), converted);
    }

    [Fact]
    public void Convert_StateDictionaryOfUnknownOrigin_AsksForTheFamily()
    {
        using TemporaryFolder folder = new();
        InputException exception = Assert.Throws<InputException>(
            () =>
                WeightsConverter.Convert(
                    FixtureNetwork.File("vgg19-legacy.pth"), folder["out"], new ConversionOptions()));
        Assert.Contains("--family torchvision", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Convert_SourceChannelOrder_ReversesTheFirstLayerOnly()
    {
        using TemporaryFolder folder = new();
        ConversionOptions options = new()
        {
            Family = WeightsFamily.Caffe,
            SourceChannelOrder = ChannelOrder.Rgb,
        };
        WeightsConverter.Convert(FixtureNetwork.File("vgg19-legacy.pth"), folder["out"], options);
        using WeightsFile converted = WeightsFile.Open(folder["out"]);
        ConvolutionParameters first = converted.ReadConvolution(
            "conv1_1"), expected = FixtureNetwork.Vgg(1)[0];
        for (int o = 0; o < 4; o++)
        {
            for (int i = 0; i < 3; i++)
                Assert.Equal(expected.Weights.AsSpan((o * 3 + i) * 9, 9), first.Weights.AsSpan(
                    (o * 3 + 2 - i) * 9, 9));
        }

        Assert.Equal(FixtureNetwork.Vgg(2)[1].Weights, converted.ReadConvolution("conv1_2").Weights);
    }

    [Fact]
    public void Convert_OwnFileToHalfPrecision_KeepsMetadataAndHalvesTheSize()
    {
        using TemporaryFolder folder = new();
        WeightsConverter.Convert(
            FixtureNetwork.File("vgg19-v1.caffemodel"), folder["full"], new ConversionOptions());
        WeightsConverter.Convert(
            folder["full"], folder["half"], new ConversionOptions { DataType = TensorDataType.F16 });
        using WeightsFile full = WeightsFile.Open(folder["full"]), half = WeightsFile.Open(folder["half"]);
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(Vgg19), half);
        Assert.Equal(full.Metadata.Mean, half.Metadata.Mean);
        Assert.Equal("caffe", half.Metadata.Family);
        Assert.All(half.Tensors.Values, tensor => Assert.Equal(TensorDataType.F16, tensor.DataType));
        Assert.True(full.Tensors.Values.Sum(
            tensor => tensor.SizeInBytes) == 2 * half.Tensors.Values.Sum(tensor => tensor.SizeInBytes));
    }

    [Fact]
    public void Convert_NativeFileWithItsOwnLayerTable_KeepsArchitectureAndLayers()
    {
        using TemporaryFolder folder = new();
        using WeightsFile embedded = WeightsFile.OpenEmbedded();
        SafetensorsWriter.Write(
            folder["compact"], embedded.Metadata.ToDictionary(),
            embedded.ConvolutionLayers.Select(embedded.ReadConvolution).SelectMany(Tensors));
        WeightsConverter.Convert(
            folder["compact"], folder["half"], new ConversionOptions { DataType = TensorDataType.F16 });
        using WeightsFile half = WeightsFile.Open(folder["half"]);
        Assert.Equal("vgg19-compact", half.Metadata.Architecture);
        Assert.Equal(embedded.Metadata.Layers, half.Metadata.Layers);
        Assert.Equal(embedded.Metadata.Licence, half.Metadata.Licence);
        FixtureNetwork.AssertEqual([.. embedded.ConvolutionLayers.Select(embedded.ReadConvolution)], half);
    }

    [Fact]
    public void Convert_CaffesSqueezeNet_GetsItsAuthorsMeanAndNames()
    {
        using TemporaryFolder folder = new();
        SafetensorsWriter.Write(
            folder["squeeze"], new Dictionary<string, string>(),
            FixtureNetwork.SqueezeNet().SelectMany(layer => Tensors(layer with
            {
                Layer = layer.Layer.Replace(".squeeze", "/squeeze1x1").Replace('.', '/'),
            })));
        WeightsConverter.Convert(
            folder["squeeze"], folder["out"], new ConversionOptions { Family = WeightsFamily.Caffe });
        using WeightsFile converted = WeightsFile.Open(folder["out"]);
        Assert.Equal("squeezenet1_1", converted.Metadata.Architecture);
        Assert.Equal([104f, 117f, 123f], converted.Metadata.Mean);
        Assert.Equal("", converted.Metadata.Licence);
        Assert.Equal(25, converted.ConvolutionLayers.Count);
    }

    [Fact]
    public void Convert_TorchvisionSafetensors_IsRecognisedByTimmsNames()
    {
        using TemporaryFolder folder = new();
        int[] indices = [0, 2, 5];
        List<SafetensorsTensor> tensors = [.. FixtureNetwork.Vgg(2, 1).Zip(indices).SelectMany(
            pair => (SafetensorsTensor[])
        [
            new(
                $"features.{pair.Second}.weight",
                [pair.First.OutputChannels, pair.First.InputChannels, 3, 3], pair.First.Weights),
            new($"features.{pair.Second}.bias", [pair.First.OutputChannels], pair.First.Bias),
        ])];
        tensors.Add(new SafetensorsTensor("pre_logits.fc1.weight", [2, 2, 7, 7], new float[196]));
        SafetensorsWriter.Write(
            folder["timm"], new Dictionary<string, string> { ["format"] = "pt" }, tensors);
        WeightsConverter.Convert(folder["timm"], folder["out"], new ConversionOptions());
        using WeightsFile converted = WeightsFile.Open(folder["out"]);
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(2, 1), converted);
        Assert.Equal("torchvision", converted.Metadata.Family);
    }

    [Fact]
    public void Convert_OntoItself_IsRefused()
    {
        string path = FixtureNetwork.File("vgg16.npz");
        byte[] before = File.ReadAllBytes(path);
        Assert.Throws<InputException>(() => WeightsConverter.Convert(path, path, new ConversionOptions()));
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    private static SafetensorsTensor[] Tensors(ConvolutionParameters layer) =>
    [
        new(
            $"{layer.Layer}.weight",
            [layer.OutputChannels, layer.InputChannels, layer.KernelSize, layer.KernelSize], layer.Weights),
        new($"{layer.Layer}.bias", [layer.OutputChannels], layer.Bias),
    ];

    private static string Sha256(string path) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
}
