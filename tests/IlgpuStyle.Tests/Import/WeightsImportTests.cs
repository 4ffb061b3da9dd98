using System.IO.Compression;
using IlgpuStyle.Import;
using IlgpuStyle.Import.Formats;
using IlgpuStyle.Tests.Weights;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Import;

/// <summary>Files made by the real writers, converted and compared number by number.</summary>
public sealed class WeightsImportTests
{
    private static readonly int[] s_vgg19 = [2, 2, 4, 4, 4], s_vgg16 = [2, 2, 3, 3, 3];

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
    public void Read_FileOfARealWriter_GivesEveryNumberAndTheFamilysInput(
        string file, string format, string architecture, string? option, string family)
    {
        ImportOptions options = new()
        {
            Family = option is null ? null : WeightsFamily.Find(option),
            SourceChannelOrder = format == "numpy .npz" ? ChannelOrder.Rgb : null, // conv1_1_W is RGB in some files, BGR in others
        };
        using ImportResult result = WeightsImport.Read(FixtureNetwork.File(file), options);
        WeightsFile converted = result.Weights;

        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(architecture == "vgg19" ? s_vgg19 : s_vgg16), converted);
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
        Assert.Equal($"{architecture}, {converted.ConvolutionLayers.Count} convolutions", result.Summary);
    }

    [Theory]
    [InlineData("named-mixed.pth")]
    [InlineData("named-mixed-legacy.pth")]
    public void Read_ViewsStridesAndOtherPrecisions_AreResolved(string file)
    {
        using ImportResult result = WeightsImport.Read(FixtureNetwork.File(file));
        WeightsFile converted = result.Weights;
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(2, 1), converted);
        Assert.Equal("caffe", converted.Metadata.Family);
    }

    [Fact]
    public void Read_SqueezeNet_GetsFireNamesAndLosesTheClassifier()
    {
        using ImportResult result = WeightsImport.Read(FixtureNetwork.File("squeezenet1_1.pth"));
        WeightsFile converted = result.Weights;
        Assert.Equal("squeezenet1_1", converted.Metadata.Architecture);
        Assert.Equal("torchvision", converted.Metadata.Family);
        Assert.Equal(25, converted.ConvolutionLayers.Count);
        List<ConvolutionParameters> expected = FixtureNetwork.SqueezeNet();
        FixtureNetwork.AssertEqual(
            [.. expected.OrderBy(layer => layer.Layer, LayerNameComparer.Instance)], converted);
    }

    [Theory]
    [InlineData("keras-contiguous.h5", new[] { 2, 2, 4 })]
    [InlineData("keras-chunked.h5", new[] { 2 })]
    [InlineData("keras-latest.h5", new[] { 2, 2, 2 })]
    [InlineData("keras-userblock.h5", new[] { 2 })]
    [InlineData("keras-skipped-filters.h5", new[] { 2, 1 })]
    [InlineData("keras-skipped-filters-latest.h5", new[] { 2, 1 })]
    [InlineData("keras3.weights.h5", new[] { 2, 2, 4, 4 })]
    public void Read_Keras_GivesEveryNumber(string file, int[] blocks)
    {
        using ImportResult result = WeightsImport.Read(FixtureNetwork.File(file));
        WeightsFile converted = result.Weights;
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(blocks), converted);
        Assert.Equal("Keras .h5", result.Format);
        Assert.Equal("caffe", converted.Metadata.Family);
        Assert.Equal(ChannelOrder.Bgr, converted.Metadata.ChannelOrder);
    }

    [Theory]
    [InlineData("wrapped.pth", new[] { 2, 1 })]
    [InlineData("half-constants.onnx", new[] { 2, 2 })]
    public void Read_WhatWrappersAndExportersMakeOfThem_GivesEveryNumber(string file, int[] blocks)
    {
        ImportOptions options = new() { Family = WeightsFamily.Torchvision };
        using ImportResult result = WeightsImport.Read(FixtureNetwork.File(file), options);
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(blocks), result.Weights);
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("model.")]
    [InlineData("net.")]
    [InlineData("backbone.")]
    [InlineData("_orig_mod.module.")]
    public void Read_PrefixedNames_AreTheSameLayers(string prefix)
    {
        using TemporaryFolder folder = new();
        SafetensorsWriter.Write(folder["x"], new Dictionary<string, string>(), Prefixed(prefix));
        using ImportResult result = WeightsImport.Read(folder["x"], new ImportOptions { Family = WeightsFamily.Torchvision });
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(1), result.Weights);
    }

    [Fact]
    public void Read_TwoNetworksUnderTwoPrefixes_AreRefused()
    {
        using TemporaryFolder folder = new();
        SafetensorsWriter.Write(folder["x"], new Dictionary<string, string>(), [.. Prefixed("student."), .. Prefixed("teacher.")]);
        InputException exception = Assert.Throws<InputException>(() => WeightsImport.Read(folder["x"]));
        Assert.Contains("more than one network", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ExpandedTensor_RepeatsItsNumber()
    {
        using ImportResult result = WeightsImport.Read(FixtureNetwork.File("expanded.pth"));
        ConvolutionParameters layer = result.Weights.ReadConvolution("conv1_1");
        Assert.Equal(FixtureNetwork.Vgg(1)[0].Weights, layer.Weights);
        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], layer.Bias);
    }

    [Fact]
    public void Read_ChunksListedInPages_GivesEveryNumber()
    {
        using ByteSource file = ByteSource.Open(FixtureNetwork.File("pages.h5"));
        HdfSource source = HdfSource.Find(file)!;
        float[] numbers = HdfDataReader.Read(source, Assert.Single(HdfFile.List(source)));
        Assert.Equal(Enumerable.Range(0, 27 * 129).Select(number => (float)number), numbers);
    }

    [Fact]
    public void Read_Npz_AsksForTheChannelOrder()
    {
        InputException exception = Assert.Throws<InputException>(() => WeightsImport.Read(FixtureNetwork.File("vgg16.npz")));
        Assert.Contains("--channels BGR", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Python2Pickle_GivesEveryNumber()
    {
        using ImportResult result = WeightsImport.Read(FixtureNetwork.File("python2.npy"));
        WeightsFile converted = result.Weights;
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(2), converted);
    }

    [Fact]
    public void Read_TheanoOrder_AsksForTheRotationAndObeys()
    {
        string path = FixtureNetwork.File("theano-keras.h5");
        InputException exception = Assert.Throws<InputException>(
            () => WeightsImport.Read(path));
        Assert.Contains("--kernels rotated", exception.Message, StringComparison.Ordinal);

        using ImportResult result = WeightsImport.Read(path, new ImportOptions { FlippedKernels = true });
        WeightsFile converted = result.Weights;
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(2, 2), converted);
    }

    [Fact]
    public void Read_StateDictionaryOfUnknownOrigin_AsksForTheFamily()
    {
        InputException exception = Assert.Throws<InputException>(
            () => WeightsImport.Read(FixtureNetwork.File("vgg19-legacy.pth")));
        Assert.Contains("--family torchvision", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SourceChannelOrder_ReversesTheFirstLayerOnly()
    {
        ImportOptions options = new()
        {
            Family = WeightsFamily.Caffe,
            SourceChannelOrder = ChannelOrder.Rgb,
        };
        using ImportResult result = WeightsImport.Read(FixtureNetwork.File("vgg19-legacy.pth"), options);
        WeightsFile converted = result.Weights;
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
    public void Read_OwnFileToHalfPrecision_KeepsMetadataAndHalvesTheSize()
    {
        using TemporaryFolder folder = new();
        using ImportResult first = WeightsImport.Read(FixtureNetwork.File("vgg19-v1.caffemodel"));
        WeightsFile full = first.Weights;
        full.Save(folder["full"]);
        using ImportResult second = WeightsImport.Read(folder["full"], new ImportOptions { DataType = TensorDataType.F16 });
        WeightsFile half = second.Weights;
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(s_vgg19), half);
        Assert.Equal(full.Metadata.Mean, half.Metadata.Mean);
        Assert.Equal("caffe", half.Metadata.Family);
        Assert.All(half.Tensors.Values, tensor => Assert.Equal(TensorDataType.F16, tensor.DataType));
        Assert.True(full.Tensors.Values.Sum(
            tensor => tensor.SizeInBytes) == 2 * half.Tensors.Values.Sum(tensor => tensor.SizeInBytes));
    }

    [Fact]
    public void Read_NativeFileWithItsOwnLayerTable_KeepsArchitectureAndLayers()
    {
        using TemporaryFolder folder = new();
        using WeightsFile embedded = WeightsFile.OpenEmbedded();
        SafetensorsWriter.Write(
            folder["compact"], embedded.Metadata.ToDictionary(),
            embedded.ConvolutionLayers.Select(embedded.ReadConvolution).SelectMany(Tensors));
        using ImportResult result = WeightsImport.Read(folder["compact"], new ImportOptions { DataType = TensorDataType.F16 });
        WeightsFile half = result.Weights;
        Assert.Equal("vgg19-compact", half.Metadata.Architecture);
        Assert.Equal(embedded.Metadata.Layers, half.Metadata.Layers);
        Assert.Equal(embedded.Metadata.Licence, half.Metadata.Licence);
        FixtureNetwork.AssertEqual([.. embedded.ConvolutionLayers.Select(embedded.ReadConvolution)], half);
    }

    [Fact]
    public void Read_CaffesSqueezeNet_GetsItsAuthorsMeanAndNames()
    {
        using TemporaryFolder folder = new();
        SafetensorsWriter.Write(
            folder["squeeze"], new Dictionary<string, string>(),
            FixtureNetwork.SqueezeNet().SelectMany(layer => Tensors(layer with
            {
                Layer = layer.Layer.Replace(".squeeze", "/squeeze1x1").Replace('.', '/'),
            })));
        using ImportResult result = WeightsImport.Read(folder["squeeze"], new ImportOptions { Family = WeightsFamily.Caffe });
        WeightsFile converted = result.Weights;
        Assert.Equal("squeezenet1_1", converted.Metadata.Architecture);
        Assert.Equal([104f, 117f, 123f], converted.Metadata.Mean);
        Assert.Equal("", converted.Metadata.Licence);
        Assert.Equal(25, converted.ConvolutionLayers.Count);
    }

    [Fact]
    public void Read_TorchvisionSafetensors_IsRecognisedByTimmsNames()
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
        using ImportResult result = WeightsImport.Read(folder["timm"]);
        WeightsFile converted = result.Weights;
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(2, 1), converted);
        Assert.Equal("torchvision", converted.Metadata.Family);
    }

    private static IEnumerable<SafetensorsTensor> Prefixed(string prefix)
    {
        ConvolutionParameters layer = FixtureNetwork.Vgg(1)[0];
        yield return new SafetensorsTensor($"{prefix}features.0.weight", [4, 3, 3, 3], layer.Weights);
        yield return new SafetensorsTensor($"{prefix}features.0.bias", [4], layer.Bias);
    }

    [Fact]
    public void Read_StreamsOfAnyKind_GivesTheSameNetworkAndLeavesThemOpen()
    {
        byte[] bytes = File.ReadAllBytes(FixtureNetwork.File("vgg19-v1.caffemodel"));
        using MemoryStream seekable = new(bytes);
        using DeflateStream forward = new(new MemoryStream(Deflated(bytes)), CompressionMode.Decompress);
        foreach (Stream stream in (Stream[])[seekable, forward])
        {
            using ImportResult result = WeightsImport.Read(stream, "folder/net.caffemodel");
            FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(s_vgg19), result.Weights);
            Assert.Equal("net.caffemodel", result.Weights.Metadata.Source);
            Assert.True(stream.CanRead);
        }
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using MemoryStream deflated = new();
        using (DeflateStream deflate = new(deflated, CompressionLevel.Fastest))
            deflate.Write(bytes);
        return deflated.ToArray();
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
