using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>Which kernel a layer gets on which card, and how it is cut.</summary>
public sealed class ConvolutionCostTests
{
    [Fact]
    public void OfCuda_WhatDriversSay_IsWhatTheMakerSays()
    {
        // Of an H200's 495 TFLOP/s in TF32 an instruction of a single warp reaches half at most.
        (CardSpeed Card, double Teraflops, double Gigabytes, double TensorTeraflops)[] known =
        [
            (Cards.H200, 66.9, 4917, 267.6), (Cards.A100, 19.5, 1555, 155.9), (Cards.Rtx4090, 82.6, 1008, 82.6),
            (Cards.Rtx3060, 12.7, 360, 12.7),
        ];
        Assert.All(known, card =>
        {
            Assert.Equal(card.Teraflops, card.Card.Flops / 1e12, 0.05);
            Assert.Equal(card.Gigabytes, card.Card.Bandwidth / 1e9, 0.5);
            Assert.Equal(card.TensorTeraflops, card.Card.TensorFlops / 1e12, 0.1);
        });
    }

    /// <summary>A driver that says nothing but the multiprocessors is taken for 32 FLOP a byte.</summary>
    [Fact]
    public void OfCuda_NoClocks_CountsAsUsual()
    {
        CardSpeed card = CardSpeed.OfCuda(20, (8, 6), 0, 0, 0, 0);
        Assert.Equal(CardSpeed.Usual(20), card);
        Assert.Equal(32, card.Flops / card.Bandwidth, 1e-9);
    }

    /// <summary>
    /// Much bandwidth for its arithmetic (H200, A100) makes Winograd's workspace cheap; RTX 4090 and 3060 take the first layers directly.
    /// conv4_x of 512² has 288 groups for 264 places of an H200: cut by its channels, the last round is not nearly empty.
    /// </summary>
    [Theory]
    [InlineData(64, 64, 512, "winograd", "winograd", "direct 5 1", "direct 5 1")]
    [InlineData(128, 128, 256, "winograd", "winograd", "winograd", "winograd")]
    [InlineData(256, 256, 128, "winograd 2", "winograd", "winograd", "winograd")]
    [InlineData(256, 512, 64, "winograd 2", "winograd 2", "winograd 2", "winograd")]
    [InlineData(512, 256, 64, "winograd 4", "winograd 4", "winograd 4", "winograd")]
    [InlineData(512, 512, 64, "winograd 4", "winograd 2", "winograd 2", "winograd")]
    [InlineData(512, 512, 32, "direct 5 8", "direct 5 13", "direct 5 8", "direct 5 7")]
    public void Cheapest_LayersAt512_DependsOnTheCard(int ic, int oc, int side, string h200, string a100, string rtx4090, string rtx3060)
    {
        ConvolutionExtents e = Layer(ic, oc, side);
        (CardSpeed, string)[] expected = [(Cards.H200, h200), (Cards.A100, a100), (Cards.Rtx4090, rtx4090), (Cards.Rtx3060, rtx3060)];
        Assert.All(expected, card => Assert.Equal(card.Item2, new ConvolutionCost(card.Item1).Cheapest(e).ToString()));
    }

    /// <summary>
    /// A card whose tensor cores do no more in TF32 than the rest of it in float32 keeps what it has; where they do four times as much, in
    /// instructions of single warps, Winograd, which multiplies a quarter, keeps the widest layers.
    /// </summary>
    [Theory]
    [InlineData(64, 64, 512, "tensor 5 1", "tensor 5 1", "direct 5 1")]
    [InlineData(256, 256, 128, "tensor 5 1", "tensor 5 2", "winograd")]
    [InlineData(512, 512, 64, "winograd 4", "tensor 5 5", "winograd 2")]
    public void Cheapest_WithTensorCores_DependsOnTheCard(int ic, int oc, int side, string h200, string a100, string rtx4090)
    {
        ConvolutionExtents e = Layer(ic, oc, side);
        (CardSpeed, string)[] expected = [(Cards.H200, h200), (Cards.A100, a100), (Cards.Rtx4090, rtx4090)];
        Assert.All(expected, card => Assert.Equal(card.Item2, new ConvolutionCost(card.Item1).Cheapest(e, tensorCores: true).ToString()));
        Assert.Equal(0, CardSpeed.OfCuda(40, (7, 5), 1590, 5001, 256, 4 << 20).TensorFlops);
    }

    /// <summary>No cut that could be chosen costs less than the chosen one; no cut asks for ranges that a layer does not have.</summary>
    [Theory]
    [InlineData(64, 64, 64)]
    [InlineData(41, 65, 33)]
    [InlineData(512, 512, 16)]
    [InlineData(320, 192, 48)]
    public void Cheapest_EveryCard_IsTheLeastOfItsChoices(int ic, int oc, int side)
    {
        ConvolutionExtents e = Layer(ic, oc, side);
        foreach (CardSpeed card in (CardSpeed[])[Cards.H200, Cards.A100, Cards.Rtx4090, Cards.Rtx3060, CardSpeed.Usual(1)])
        {
            ConvolutionCost cost = new(card);
            ConvolutionChoice[] direct = [.. ConvolutionTile.Choices(e, ConvolutionVariant.Direct)];
            ConvolutionChoice[] winograd = [.. ConvolutionCost.WinogradChoices(e, LaunchPolicy.TilesToFill(card.Multiprocessors))];
            double least = Math.Min(direct.Min(choice => cost.Direct(e, choice)), winograd.Min(choice => cost.Winograd(e, choice)));
            ConvolutionChoice cheapest = cost.Cheapest(e);
            Assert.Equal(
                least, cheapest.Variant == ConvolutionVariant.Winograd ? cost.Winograd(e, cheapest) : cost.Direct(e, cheapest));
            Assert.All(direct, choice => Assert.Equal(choice, ConvolutionTile.Cut(e, choice)));
            Assert.All(winograd, choice => Assert.True(choice.Splits == 0 || ic % (8 * choice.Splits) == 0, choice.ToString()));
            ConvolutionChoice[] tensor = [.. ConvolutionTile.Choices(e, ConvolutionVariant.Tensor)];
            Assert.Equal(tensor.Min(choice => cost.Direct(e, choice)), cost.Direct(e, cost.CheapestTensor(e)));
            Assert.All(tensor, choice => Assert.Equal(choice, ConvolutionTile.Cut(e, choice)));
            Assert.All(
                direct.Concat(winograd).Concat(tensor), choice => Assert.Equal(choice, ConvolutionChoice.Parse(choice.ToString())));
        }
    }

    /// <summary>264 groups run at once on 132 multiprocessors; half a round takes two thirds of one.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.67)]
    [InlineData(132, 0.67)]
    [InlineData(133, 1)]
    [InlineData(264, 1)]
    [InlineData(288, 1.67)]
    [InlineData(576, 2.67)]
    public void Rounds_OfAnH200(int groups, double rounds) => Assert.Equal(rounds, new ConvolutionCost(Cards.H200).Rounds(groups), 1e-9);

    private static ConvolutionExtents Layer(int ic, int oc, int side) =>
        ConvolutionExtents.Forward(new ConvolutionGeometry(ic, oc), new TensorShape(ic, side, side), relu: true);
}
