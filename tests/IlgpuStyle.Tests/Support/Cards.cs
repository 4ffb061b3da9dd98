using IlgpuStyle.Kernels.Ilgpu;

namespace IlgpuStyle.Tests.Support;

/// <summary>Graphics cards as their drivers describe them.</summary>
internal static class Cards
{
    public static CardSpeed H200 { get; } = CardSpeed.OfCuda(132, (9, 0), 1980, 3201, 6144, 50 << 20);

    public static CardSpeed A100 { get; } = CardSpeed.OfCuda(108, (8, 0), 1410, 1215, 5120, 40 << 20);

    public static CardSpeed Rtx4090 { get; } = CardSpeed.OfCuda(128, (8, 9), 2520, 10501, 384, 72 << 20);

    public static CardSpeed Rtx3060 { get; } = CardSpeed.OfCuda(28, (8, 6), 1777, 7501, 192, 3 << 20);
}
