using System.Text.RegularExpressions;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>What the generated code must look like, read without a card.</summary>
public sealed class KernelReportTests
{
    // Seconds each, read by many.
    private static readonly Dictionary<string, IReadOnlyList<GeneratedKernel>> s_kernels = [];

    [Fact]
    public void Generate_Ptx_NoKernelSpillsArraysOrLoadsThroughGenericPointers()
    {
        Assert.All(Kernels("sm_90"), kernel =>
        {
            Assert.Contains(".visible .entry", kernel.Source);
            Assert.True(kernel.LocalBytes == 0, $"{kernel.Name}: {kernel.LocalBytes} bytes of .local");
            Assert.True(kernel.GenericLoads == 0, $"{kernel.Name}: {kernel.GenericLoads} generic loads");
            Assert.True(kernel.SharedBytes <= 48 * 1024, $"{kernel.Name}: {kernel.SharedBytes} bytes of shared memory");
        });
    }

    [Fact]
    public void Generate_TiledConvolution_KeepsItsRegisterBlockAndVectorLoads()
    {
        GeneratedKernel kernel = Assert.Single(Kernels("sm_90"), k => k.Name == "ConvolutionTiled.Tiled");
        Assert.True(kernel.Multiplications >= 3 * 64, "three taps of 8×8 outputs, unrolled");
        Assert.True(kernel.GlobalVectorLoads > 0, "weights in 128-bit loads");
        Assert.Equal(kernel.SharedLoads, kernel.SharedVectorLoads);
        Assert.Equal(2, kernel.Barriers);
    }

    [Fact]
    public void Generate_TensorConvolution_MultipliesRowsOfTapsFromVectorLoads() => Assert.All(
        Kernels("sm_90").Where(k => k.Name.StartsWith("ConvolutionTensor.", StringComparison.Ordinal)), kernel =>
        {
            Assert.Equal(3 * 16, Regex.Count(kernel.Source, @"mma\.sync"));
            Assert.Equal(kernel.SharedLoads, kernel.SharedVectorLoads);
            Assert.Equal(3, kernel.Barriers);
            Assert.Equal(2 * 5, Regex.Count(kernel.Source, @"cp\.async\.cg"));
        });

    [Theory]
    [InlineData("WinogradTiled.Product")]
    [InlineData("WinogradTiled.Product.Backward")]
    public void Generate_WinogradProduct_KeepsItsRegisterBlockAndVectorLoads(string name)
    {
        GeneratedKernel kernel = Assert.Single(Kernels("sm_90"), k => k.Name == name);
        Assert.True(kernel.Multiplications >= 4 * 64, "four terms of 8×8 outputs, unrolled");
        Assert.Equal(kernel.SharedLoads, kernel.SharedVectorLoads);
        Assert.True(kernel.GlobalVectorLoads >= 6, "two quads of points and one of weights, before the loop and in it");
        Assert.Equal(2, kernel.Barriers);
    }

    /// <summary>
    /// A tiled kernel has 128 registers a thread, 64 of them sums: what it reads from shared memory it must use before it reads much
    /// more. Code placement that moves a stage's arithmetic behind the next barrier fails here, with 80 words and more.
    /// </summary>
    [Fact]
    public void Generate_TiledKernels_UseWhatTheyReadBeforeTheyReadMore()
    {
        GeneratedKernel[] tiled = [.. Kernels("sm_90").Where(k => k.SharedBytes >= 16 * 1024)];
        // 8 kinds of input of the tiled convolution, with and without tensor cores; both with pooling, Winograd's product, Gram forward
        // and backward: 2 each.
        Assert.Equal(26, tiled.Length);
        Assert.All(tiled, kernel => Assert.InRange(MostWordsWaiting(kernel.Source), 1, 32));
    }

    /// <summary>Per vector one load of four elements, and one of a single element for the rest.</summary>
    [Fact]
    public void Generate_VectorKernels_LoadFourElementsAtATime()
    {
        IReadOnlyList<GeneratedKernel> kernels = Kernels("sm_90");
        int VectorLoads(string name) => Assert.Single(kernels, k => k.Name == name).GlobalVectorLoads;
        Assert.Equal(8, VectorLoads("Vector.LinearCombination"));
        Assert.Equal(8, VectorLoads("Vector.LinearCombinationOnDevice"));
        Assert.Equal(5, VectorLoads("Vector.Dots"));
        Assert.Equal(4, VectorLoads("Vector.AdamStep"));
        Assert.Equal(4, VectorLoads("Loss.SquaredDistance"));
        Assert.True(VectorLoads("GramTiled.Forward") >= 4, "two quads of rows and of columns");
        Assert.True(VectorLoads("GramTiled.Backward") >= 3, "two quads of features and one of the matrix");
    }

    /// <summary>Products and sums of the convolutions are fused by name: OpenCL's compilers do not do it on their own.</summary>
    [Theory]
    [InlineData("sm_90", "fma.rn.f32")]
    [InlineData("opencl", "fma (")]
    public void Generate_TiledKernels_FuseProductsAndSums(string architecture, string operation)
    {
        GeneratedKernel kernel = Assert.Single(Kernels(architecture), k => k.Name == "WinogradTiled.Product");
        Assert.True(kernel.Source.Split(operation).Length > 2 * 64, "two terms of 8×8 outputs");
    }

    [Fact]
    public void Generate_OpenCL_MakesEveryKernelThatPtxHas()
    {
        IReadOnlyList<GeneratedKernel> openCL = Kernels("opencl");
        // OpenCL C has no tensor cores.
        IEnumerable<GeneratedKernel> ptx = Kernels("sm_90").Where(k => !k.Name.StartsWith("ConvolutionTensor.", StringComparison.Ordinal));
        Assert.Equal(ptx.Select(k => (k.Name, k.SharedBytes, k.Barriers)), openCL.Select(k => (k.Name, k.SharedBytes, k.Barriers)));
    }

    /// <summary>Threads of a group exchange what lies in shared memory, L-BFGS's scalars apart, which lie in global memory.</summary>
    [Fact]
    public void Generate_OpenCL_FencesTheMemoryThatABarrierIsFor() => Assert.All(
        Kernels("opencl").Where(kernel => kernel.Barriers > 0), kernel =>
        {
            string fence = kernel.SharedBytes == 0 ? "CLK_GLOBAL_MEM_FENCE" : "CLK_LOCAL_MEM_FENCE";
            Assert.Equal(kernel.Barriers, Regex.Count(kernel.Source, $@"work_group_barrier \(\s*{fence} ?\)"));
        });

    [Fact]
    public void Generate_UnknownArchitecture_ListsTheKnownOnes()
    {
        InputException error = Assert.Throws<InputException>(() => KernelReport.Generate("sm_1"));
        Assert.Contains("sm_80, sm_86", error.Message);
    }

    [Fact]
    public void LayerWork_At512_CountsTheKnownNumberOfOperations()
    {
        IReadOnlyList<LayerWork> work = LayerWorkTable.At(512, Cards.H200);
        // 2 · 64 · 64 · 9 · 512² for conv1_2; the same again for its backward.
        Assert.Equal(19.327e9, Assert.Single(work, w => w.Operation == "conv1_2 forward, pool1").Flops, 1e6);
        Assert.Equal(19.327e9, Assert.Single(work, w => w.Operation == "conv1_2 backward, pool1").Flops, 1e6);
        Assert.All(work, w => Assert.True(w.Bytes > 0 && w.RequestedBytes >= w.Bytes * 0.3 && w.Flops > 0, w.Operation));
    }

    /// <summary>Wide layers save multiplications; few channels would pay more for the workspace, few tiles would leave columns
    /// empty.</summary>
    [Theory]
    [InlineData("conv1_1 forward", "ConvolutionTiled.Tiled")]
    [InlineData("conv1_1 backward", "ConvolutionFew.Rows")]
    [InlineData("conv1_2 forward, pool1", "ConvolutionPool.Tiled")]
    [InlineData("conv1_2 backward, pool1", "ConvolutionTiled.Tiled.OfAverage")]
    [InlineData("conv3_2 forward", "WinogradTiled.Product")]
    [InlineData("conv4_2 backward", "WinogradTiled.Product.Backward")]
    [InlineData("conv5_1 forward", "ConvolutionTiled.Tiled")]
    public void LayerWork_At512_NamesTheKernelThatTheRuleChooses(string operation, string kernel) =>
        Assert.Equal(kernel, Assert.Single(LayerWorkTable.At(512, Cards.Rtx4090), w => w.Operation == operation).Kernel);

    private static IReadOnlyList<GeneratedKernel> Kernels(string architecture)
    {
        if (!s_kernels.TryGetValue(architecture, out IReadOnlyList<GeneratedKernel>? kernels))
            s_kernels[architecture] = kernels = KernelReport.Generate(architecture);
        return kernels;
    }

    /// <summary>Words read from shared memory in a row, in the order of the text, before a multiplication.</summary>
    private static int MostWordsWaiting(string ptx)
    {
        int waiting = 0, most = 0;
        foreach (string line in ptx.Split('\n'))
        {
            if (line.Contains("ld.shared", StringComparison.Ordinal))
                most = Math.Max(most, waiting += WordsOf(line));
            else if (line.Contains("fma.rn.f32", StringComparison.Ordinal) || line.Contains("mma.sync", StringComparison.Ordinal))
                waiting = 0;
        }

        return most;
    }

    private static int WordsOf(string load) =>
        load.Contains(".v4", StringComparison.Ordinal) ? 4 : load.Contains(".v2", StringComparison.Ordinal) ? 2 : 1;
}
