using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli;

/// <summary>Which device a run gets, where a graphics card agrees with the processor and where it does not.</summary>
[Collection("console")]
[Trait("Category", "WholeNetwork")]
public sealed class DeviceChoiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _home = Environment.GetEnvironmentVariable("ILGPUSTYLE_HOME");
    private readonly StringWriter _said = new();
    private readonly List<IBackend> _backends = [];
    private int _opened;

    public DeviceChoiceTests() => Environment.SetEnvironmentVariable("ILGPUSTYLE_HOME", _folder.File("home"));

    public void Dispose()
    {
        _backends.ForEach(backend => backend.Dispose());
        Environment.SetEnvironmentVariable("ILGPUSTYLE_HOME", _home);
        _folder.Dispose();
    }

    [Fact]
    public void Open_AutoAndACardThatAgrees_TakesItAndComparesOnce()
    {
        GraphicsCards cards = Cards("driver 1", spoilt: "");
        Assert.Equal("the first usable graphics card", Open("auto", cards).Reason);
        Assert.Contains("comparing Test card with the processor, once for this driver", _said.ToString());
        Assert.Equal(DeviceProver.Variants.Count + 1, _opened);
        Open("cuda", cards);
        Assert.Equal(DeviceProver.Variants.Count + 2, _opened);
        Open("auto", Cards("driver 2", spoilt: ""));
        Assert.Equal(2 * DeviceProver.Variants.Count + 3, _opened);
    }

    [Fact]
    public void Open_AutoAndACardThatComputesWrongly_TakesTheProcessorAndSaysWhy()
    {
        GraphicsCards cards = Cards("driver 1", "GramForward");
        for (int time = 0; time < 2; time++)
        {
            DeviceChoice choice = Open("auto", cards);
            Assert.IsType<SimdBackend>(choice.Backend);
            Assert.Matches(
                "^Test card \\(cuda\\) computes wrongly \\(direct, max pooling, [a-z ]+: relative error .*\\); update its driver",
                choice.Reason);
        }

        Assert.Equal(1, _opened);
    }

    [Fact]
    public void Open_NamedCardThatComputesWrongly_TakesItAndWarnsEachTime()
    {
        GraphicsCards cards = Cards("driver 1", "ConvolutionBackwardInput");
        for (int time = 0; time < 2; time++)
        {
            _said.GetStringBuilder().Clear();
            DeviceChoice choice = Open("cuda", cards);
            Assert.IsType<SpoiltBackend>(choice.Backend);
            Assert.Contains(
                "istyle: warning: Test card (cuda) computes wrongly (direct, max pooling, gradient: relative error ", _said.ToString());
        }
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("cuda")]
    public void Check_ACard_IsNeitherOpenedNorCompared(string backend)
    {
        DeviceChoice.Check(Settings(backend), Cards("driver 1", spoilt: ""));
        Assert.Equal((0, ""), (_opened, _said.ToString()));
    }

    [Fact]
    public void Open_AutoAndACardThatFails_TakesTheProcessorAndKeepsNothing()
    {
        GraphicsCards cards = Cards("driver 1", "") with { Open = (_, _) => throw new InputException("the device has no memory left.") };
        DeviceChoice choice = Open("auto", cards);
        Assert.Equal("graphics card Test card is unusable: the device has no memory left", choice.Reason);
        Assert.False(Directory.Exists(DeviceProver.Folder));
    }

    [Fact]
    public void Keep_ProofAndTimes_StandInOneFileAndDoNotPushEachOtherOut()
    {
        ConvolutionExtents extents = ConvolutionExtents.Forward(new ConvolutionGeometry(3, 5), new TensorShape(3, 4, 4), relu: true);
        TuningFile timed = TuningFile.Open(DeviceProver.Folder, "a device"), proved = TuningFile.Open(DeviceProver.Folder, "a device");
        proved.Keep(new DeviceProof("it is off"));
        timed.Add(extents, new ConvolutionChoice(ConvolutionVariant.Blocked));
        proved.Keep(new DeviceProof(null));
        TuningFile read = TuningFile.Open(DeviceProver.Folder, "a device");
        Assert.True(read.Proof!.Agrees);
        Assert.Equal(ConvolutionVariant.Blocked, read.Find(extents)!.Value.Variant);
        string path = Assert.Single(Directory.GetFiles(DeviceProver.Folder));
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"kernels\": \"", "\"kernels\": \"0", StringComparison.Ordinal));
        Assert.Null(TuningFile.Open(DeviceProver.Folder, "a device").Proof);
    }

    [Fact]
    public void OpenAll_TwoCardsOfWhichOneComputesWrongly_TakesTheOther()
    {
        GraphicsCards one = Cards("driver 1", ""), wrong = Cards("driver 2", "SquaredDistance");
        GraphicsCards both = new(
            kind => [one.List(kind)[0], wrong.List(kind)[0] with { Index = 1 }],
            (device, options) => (device.Index == 0 ? one : wrong).Open(device, options));
        DeviceChoice choice = Assert.Single(DeviceChoice.OpenAll(Settings("auto"), new Announcements(TextWriter.Null, _said), both));
        _backends.Add(choice.Backend);
        Assert.Equal("the first usable graphics card", choice.Reason);
        string warning = Open("cuda:1", both).Warning!;
        Assert.StartsWith("warning: Test card (cuda:1) computes wrongly (direct, max pooling, ", warning);
        Assert.Contains(warning, _said.ToString());
    }

    [Fact]
    public void OpenAll_TwoCards_OpensBoth()
    {
        GraphicsCards one = Cards("driver 1", "");
        GraphicsCards both = one with { List = kind => [one.List(kind)[0], one.List(kind)[0] with { Index = 1 }] };
        IReadOnlyList<DeviceChoice> choices = DeviceChoice.OpenAll(Settings("auto"), new Announcements(TextWriter.Null, _said), both);
        _backends.AddRange(choices.Select(choice => choice.Backend));
        Assert.Equal(2, choices.Count);
    }

    [Fact]
    public void Open_TwoCardsOfOneModel_ShareThePicturesTiles()
    {
        GraphicsCards one = Cards("driver 1", "");
        GraphicsCards both = one with { List = kind => [one.List(kind)[0], one.List(kind)[0] with { Index = 1 }] };
        DeviceChoice choice = Open("cuda:0,cuda:1", both);
        Assert.Equal(2, choice.Backend.Devices);
        Assert.EndsWith("; 2 devices share the tiles", choice.Backend.Description);
        Assert.Contains("--autotune may choose other kernels on each device", Assert.Throws<InputException>(() => DeviceChoice.Open(
            Settings("cuda:0,cuda:1").With(MachineSettings.Autotune, "true"), null, both)).Message);
        IReadOnlyList<DeviceChoice> apart = DeviceChoice.OpenAll(
            Settings("cuda:0,cuda:1"), new Announcements(TextWriter.Null, _said), both);
        _backends.AddRange(apart.Select(alone => alone.Backend));
        Assert.Equal([1, 1], apart.Select(alone => alone.Backend.Devices));
    }

    [Fact]
    public void Open_TwoCardsOfWhichOneComputesWrongly_WarnsOfIt()
    {
        GraphicsCards one = Cards("a driver", ""), wrong = Cards("a driver", "SquaredDistance");
        GraphicsCards both = new(
            kind => [one.List(kind)[0], one.List(kind)[0] with { Index = 1 }],
            (device, options) => (device.Index == 0 ? one : wrong).Open(device, options));
        // What is known of one is known of its like: the first that is compared speaks for both.
        Assert.StartsWith("warning: Test card (cuda:1) computes wrongly", Open("cuda:1,cuda:0", both).Warning);
    }

    [Fact]
    public void Open_TwoModels_IsRefused()
    {
        GraphicsCards one = Cards("driver 1", ""), other = Cards("driver 2", "");
        GraphicsCards both = one with
        {
            List = kind => [one.List(kind)[0], other.List(kind)[0] with { Name = "Other card", Index = 1 }],
        };
        Assert.StartsWith(
            "--backend cuda:0,cuda:1: Test card and Other card round differently",
            Assert.Throws<InputException>(() => DeviceChoice.Open(Settings("cuda:0,cuda:1"), null, both)).Message);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("cuda")]
    public void Open_Tf32_AsksTheCardForTensorCores(string backend)
    {
        SettingValues settings = Settings(backend).With(MachineSettings.Tf32, "true");
        GraphicsCards old = Cards("driver 1", "");
        Assert.Equal(
            "--tf32: Test card (cuda) has no tensor cores for it; expected a CUDA card of compute capability 8.0 or later.",
            Assert.Throws<InputException>(() => DeviceChoice.Open(settings, null, old)).Message);
        bool asked = false;
        GraphicsCards recent = new(
            kind => [.. old.List(kind).Select(card => card with { HasTensorCores = card.IsUsable })],
            (device, options) =>
            {
                asked |= options.TensorCores;
                return old.Open(device, options);
            });
        _backends.Add(DeviceChoice.Open(settings, new Announcements(TextWriter.Null, _said), recent).Backend);
        Assert.True(asked);
    }

    /// <summary>What is wrong with the tensor cores is found by the first run that wants them, and troubles no other.</summary>
    [Fact]
    public void Open_Tf32OnTensorCoresThatComputeWrongly_WarnsOrRefusesTheCard()
    {
        GraphicsCards right = Cards("driver 1", ""), wrong = Cards("driver 1", "GramForward");
        GraphicsCards cards = new(
            kind => [.. right.List(kind).Select(card => card with { HasTensorCores = card.IsUsable })],
            (device, options) => (options.TensorCores ? wrong : right).Open(device, options));
        SettingValues Tf32(string backend) => Settings(backend).With(MachineSettings.Tf32, "true");
        DeviceChoice named = DeviceChoice.Open(Tf32("cuda"), new Announcements(TextWriter.Null, _said), cards);
        _backends.Add(named.Backend);
        Assert.StartsWith("warning: Test card (cuda) computes wrongly (tf32, max pooling, ", named.Warning);
        Assert.Contains("comparing the tensor cores of Test card with the processor", _said.ToString());
        Assert.StartsWith(
            "--tf32: Test card (cuda) computes wrongly (tf32, ",
            Assert.Throws<InputException>(() => DeviceChoice.Open(Tf32("auto"), null, cards)).Message);

        int opened = _opened;
        DeviceChoice other = Open("auto", cards);
        Assert.Equal("the first usable graphics card", other.Reason);
        Assert.Null(other.Warning);
        Assert.Equal(opened + 1, _opened);
    }

    [Theory]
    [InlineData("cuda:0,simd")]
    [InlineData("cuda:0,opencl:0")]
    [InlineData("simd,simd")]
    [InlineData("cuda,")]
    public void Backend_NotOneKind_IsRefused(string names) => Assert.Contains(
        "expected one device, or several cards of one kind, such as cuda:0,cuda:1.",
        Assert.Throws<InputException>(() => Settings(names).Get(MachineSettings.Backend)).Message);

    [Fact]
    public void Plan_LookOfWholeMapsOnSeveralDevices_IsRefused()
    {
        string photo = _folder.File("photo.png");
        ImageFile.Write(photo, TestPictures.Waves(40, 32, 1));
        (int code, _, string error) = CommandRun.Of(
            "plan", photo, photo, "--weights", "compact", "--size", "32", "--preset", "strotss", "--backend", "ilgpu-cpu,ilgpu-cpu");
        Assert.Equal(1, code);
        Assert.Contains("--backend: style kind emd compares whole maps, and several devices share tiles: expected one device.", error);
    }

    [Theory]
    [InlineData("cuda:7", "no cuda device")]
    [InlineData("ilgpu-cpu,ilgpu-cpu:7", "no ilgpu-cpu device 7: there are 1")]
    [InlineData("ilgpu-cpu:7", "no ilgpu-cpu device 7: there are 1")]
    public void Open_IndexBeyondTheLast_SaysSo(string name, string said) =>
        Assert.Contains(said, Assert.Throws<InputException>(() => DeviceChoice.Open(Settings(name))).Message);

    [Theory]
    [InlineData("cuda:x")]
    [InlineData("simd:1")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:0:1")]
    public void Backend_NoDevicesName_IsRefused(string name) =>
        Assert.Contains("expected auto, cuda", Assert.Throws<InputException>(() => Settings(name).Get(MachineSettings.Backend)).Message);

    private static SettingValues Settings(string backend) => new SettingValues(RunKind.Transfer).With(MachineSettings.Backend, backend);

    private DeviceChoice Open(string backend, GraphicsCards cards)
    {
        DeviceChoice choice = DeviceChoice.Open(
            Settings(backend), new Announcements(TextWriter.Null, _said), cards);
        _backends.Add(choice.Backend);
        return choice;
    }

    private GraphicsCards Cards(string driver, string spoilt) => new(
        kind => [kind == IlgpuDeviceKind.Cuda
            ? new IlgpuDevice(kind, 0, "Test card", IsGpu: true, MemoryBytes: 1 << 30, UnusableReason: null)
            {
                Identity = $"Test card, {driver}",
            }
            : new IlgpuDevice(kind, -1, "", IsGpu: false, MemoryBytes: 0, "there is none")],
        (_, options) =>
        {
            _opened++;
            return new SpoiltBackend(
                new SimdBackend(new SimdOptions { DirectConvolution = options.Convolution == ConvolutionVariant.Direct }), spoilt);
        });
}
