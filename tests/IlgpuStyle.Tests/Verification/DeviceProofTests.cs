using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Losses;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Verification;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Verification;

/// <summary>Whether the comparison of two backends passes two that agree, with room, and fails one that does not.</summary>
[Trait("Category", "WholeNetwork")]
public sealed class DeviceProofTests
{
    // Another device rounds otherwise than the ones measured here.
    private const double Room = 3;

    public static TheoryData<string> Cases => [.. OperatorProof.Convolutions.Concat(OperatorProof.Others).Select(x => x.Name)];

    [Fact]
    public void Evaluation_WinogradAgainstDirect_AgreesWithRoom()
    {
        using SimdBackend winograd = new(new SimdOptions());
        Assert.All(Evaluations(winograd), result =>
            Assert.True(result.RelativeError * Room <= result.Tolerance, $"{result.Subject}: {result.RelativeError:e1}"));
    }

    [Fact]
    public void Evaluation_HalfActivations_AgreesWithRoomButNotAsFloat32()
    {
        using SimdBackend trusted = new(new SimdOptions { DirectConvolution = true });
        using IlgpuBackend half = IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: new IlgpuOptions { HalfActivations = true });
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        (PoolingKind pooling, LossPreset preset) = EvaluationProof.Cases[0];
        IReadOnlyList<Comparison> results = EvaluationProof.Run(
            trusted, half, weights, pooling, preset, EvaluationTolerance.Half, height: 32);
        Assert.All(results, result =>
            Assert.True(result.RelativeError * Room <= result.Tolerance, $"{result.Subject}: {result.RelativeError:e1}"));
        Assert.Contains(results, result => result.RelativeError > EvaluationTolerance.Single.Loss);
    }

    /// <summary>All layers that a card could give to its tensor cores.</summary>
    [Fact]
    public void Evaluation_FactorsInTensorFloat_AgreesWithRoom()
    {
        using SimdBackend trusted = new(new SimdOptions { DirectConvolution = true });
        using TensorFloatBackend rounded = new(
            new SimdBackend(new SimdOptions { DirectConvolution = true }),
            g => ConvolutionChooser.IsWide(g.InputChannels) && ConvolutionChooser.IsWide(g.OutputChannels));
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        IEnumerable<Comparison> results = EvaluationProof.Cases.SelectMany(@case => EvaluationProof.Run(
            trusted, rounded, weights, @case.Pooling, @case.Preset, EvaluationTolerance.TensorFloat));
        Assert.All(results, result =>
            Assert.True(result.RelativeError * Room <= result.Tolerance, $"{result.Subject}: {result.RelativeError:e1}"));
    }

    [Theory]
    [MemberData(nameof(SpoiltBackend.Operators), MemberType = typeof(SpoiltBackend))]
    public void Evaluation_OneOperatorSpoilt_Fails(string spoilt)
    {
        using SpoiltBackend backend = new(new SimdBackend(new SimdOptions { DirectConvolution = true }), spoilt);
        Assert.Contains(Evaluations(backend), result => !result.Passed);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Operator_WinogradAgainstDirect_Agrees(string name)
    {
        using SimdBackend trusted = new(new SimdOptions { DirectConvolution = true }), winograd = new(new SimdOptions());
        IReadOnlyList<Comparison> results = Case(name).Compare(trusted, winograd);
        Assert.NotEmpty(results);
        Assert.All(results, result => Assert.True(result.Passed, $"{result.Subject}: {result.RelativeError:e1}"));
    }

    [Theory]
    [MemberData(nameof(SpoiltBackend.Operators), MemberType = typeof(SpoiltBackend))]
    public void Operator_Spoilt_IsTheOneThatFails(string spoilt)
    {
        using SimdBackend trusted = new(new SimdOptions { DirectConvolution = true });
        using SpoiltBackend backend = new(new SimdBackend(new SimdOptions { DirectConvolution = true }), spoilt);
        // Direct convolutions take no pooled gradient along: that case is pooling's backward and theirs.
        string alsoFails = spoilt == "ConvolutionBackwardInput" ? "ConvolutionPoolBackwardInput" : spoilt;
        Assert.All(
            OperatorProof.Convolutions.Concat(OperatorProof.Others).SelectMany(operation => operation.Compare(trusted, backend)),
            result => Assert.Equal(result.Subject.Split(' ')[0] is var name && name != spoilt && name != alsoFails, result.Passed));
    }

    [Theory]
    [InlineData("GramForward (5, 17, 31)")]
    [InlineData("PoolForward (5, 17, 31), max of 2×2")]
    [InlineData("TotalVariationAccumulate (3, 37, 50), SquaredColor")]
    [InlineData("LbfgsRecursion of 5 pairs")]
    [InlineData("ConvolutionForward (5, 17, 31) to 7, 5×5, stride 2")]
    public void Operator_IlgpuCpu_AgreesWithTheProcessor(string name)
    {
        using SimdBackend trusted = new(new SimdOptions { DirectConvolution = true });
        using IlgpuBackend ilgpu = IlgpuBackend.Create(IlgpuDeviceKind.Cpu);
        Assert.All(
            Case(name).Compare(trusted, ilgpu), result => Assert.True(result.Passed, $"{result.Subject}: {result.RelativeError:e1}"));
    }

    private static OperatorCase Case(string name) =>
        OperatorProof.Convolutions.Concat(OperatorProof.Others).Single(operation => operation.Name == name);

    private static List<Comparison> Evaluations(IBackend subject)
    {
        using SimdBackend trusted = new(new SimdOptions { DirectConvolution = true });
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        List<Comparison> results = [];
        foreach ((PoolingKind pooling, LossPreset preset) in EvaluationProof.Cases)
            results.AddRange(EvaluationProof.Run(trusted, subject, weights, pooling, preset, EvaluationTolerance.Single));
        return results;
    }
}
