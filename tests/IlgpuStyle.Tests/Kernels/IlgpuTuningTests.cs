using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>Measured choices of kernels: kept on disk, honoured, and measured again where the file is no good.</summary>
[Trait("Category", "Kernels")]
public sealed class IlgpuTuningTests : IDisposable
{
    private static readonly ConvolutionGeometry s_geometry = new(40, 41);
    private static readonly TensorShape s_shape = new(40, 5, 6);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"istyle-tuning-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Tuning_FirstUse_MeasuresBothDirectionsAndKeepsThem()
    {
        Run(Tuned);
        string text = File.ReadAllText(Assert.Single(Directory.GetFiles(_folder)));
        Assert.Contains("40x5x6 to 41x5x6, kernel 3, stride 1, padding 1 0\"", text);
        Assert.Contains("41x5x6 to 40x5x6, kernel 3, stride 1, padding 1 0, masked\"", text);
    }

    [Theory]
    [InlineData("winograd")]
    [InlineData("blocked")]
    public void Tuning_CachedChoice_IsHonoured(string cached)
    {
        Run(Tuned);
        Edit("\"(winograd|blocked)\"", $"\"{cached}\"");
        Assert.Equal(Run(new IlgpuOptions { Convolution = Enum.Parse<ConvolutionVariant>(cached, ignoreCase: true) }), Run(Tuned));
        Assert.Contains(cached, Text());
    }

    [Fact]
    public void Tuning_WhateverIsFastest_IsWithinTolerance()
    {
        float[] expected = Run(new IlgpuOptions { Convolution = ConvolutionVariant.Direct });
        ErrorMeasure.AssertClose("tuned", [.. expected.Select(x => (double)x)], Run(Tuned), Tolerances.Convolution);
    }

    [Fact]
    public void Tuning_FileThatDoesNotFit_IsMeasuredAgain()
    {
        (string Pattern, string Replacement)[] edits =
        [
            ("^[\\s\\S]*$", "{ \"version\": 3, \"dev"),
            ("\"version\": 3", "\"version\": 99"),
            ("\"device\": \"CPU", "\"device\": \"another CPU"),
            ("\"(winograd|blocked)\"", "\"magic\""),
            ("\"(winograd|blocked)\"", "\"direct 5 2\""),
            ("\"(winograd|blocked)\"", "7"),
        ];
        Run(Tuned);
        Assert.All(edits, edit =>
        {
            string good = Text();
            Edit(edit.Pattern, edit.Replacement);
            Assert.NotEqual(good, Text());
            Run(Tuned);
            Assert.Contains("\"version\": 3", Text());
            Assert.Matches("masked\": \"(winograd|blocked)\"", Text());
            Assert.DoesNotContain("\"magic\"", Text());
        });
    }

    [Fact]
    public void Tuning_FolderThatIsAFile_SaysWhatToDo()
    {
        File.WriteAllText(_folder, "");
        try
        {
            Assert.Contains("do without autotuning", Assert.Throws<InputException>(() => Run(Tuned)).Message);
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    [Fact]
    public void Workspace_BeforeTuning_IsTheMostThatAnyCandidateTakes()
    {
        using IlgpuBackend backend = IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: Tuned);
        WorkspaceDemand demand = new([(s_geometry, s_shape)], [], new TensorShape(3, 1, 1));
        long planned = backend.WorkspaceBytes(demand);
        Run(backend, out long workspace);
        Assert.Equal(planned, workspace);
    }

    private IlgpuOptions Tuned => new() { TuningFolder = _folder };

    private string Text() => File.ReadAllText(Assert.Single(Directory.GetFiles(_folder)));

    private void Edit(string pattern, string replacement) => File.WriteAllText(
        Assert.Single(Directory.GetFiles(_folder)),
        System.Text.RegularExpressions.Regex.Replace(Text(), pattern, replacement));

    private static float[] Run(IlgpuOptions options)
    {
        using IlgpuBackend backend = IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: options);
        return Run(backend, out _);
    }

    private static float[] Run(IlgpuBackend backend, out long workspace)
    {
        using PreparedConvolution layer = backend.PrepareConvolution(
            s_geometry, RandomData.Weights(s_geometry.WeightsLength, 360, seed: 1), RandomData.Normal(41, seed: 2));
        using Tensor input = backend.Allocate("input", s_shape), gradInput = backend.Allocate("gradInput", s_shape);
        using Tensor output = backend.Allocate("output", s_geometry.OutputShape(s_shape));
        long before = backend.AllocatedBytes;
        backend.Upload(RandomData.Normal(s_shape, seed: 3), input);
        backend.ConvolutionForward(layer, input, output, relu: true);
        backend.ConvolutionBackwardInput(layer, output, output, gradInput);
        workspace = backend.AllocatedBytes - before;
        float[] values = new float[output.Shape.Length + gradInput.Shape.Length];
        backend.Download(output, values.AsSpan(0, (int)output.Shape.Length));
        backend.Download(gradInput, values.AsSpan((int)output.Shape.Length));
        return values;
    }
}
