using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Tensors;

public sealed class ArenaPlannerTests
{
    [Fact]
    public void Place_RandomLifetimes_KeepsWhatLivesTogetherApart()
    {
        Random random = new(1);
        for (int round = 0; round < 200; round++)
        {
            TensorRequest[] requests = [.. Enumerable.Range(0, random.Next(1, 30)).Select(i => RandomRequest(random, i))];
            long[] sizes = [.. requests.Select(_ => (long)random.Next(0, 50))];

            long[] offsets = ArenaPlanner.Place(requests, sizes, out long totalSize);

            AssertApart(requests, sizes, offsets);
            Assert.True(totalSize >= PeakOf(requests, sizes));
            Assert.Equal(totalSize, offsets.Zip(sizes, (offset, size) => offset + size).Max());
        }
    }

    [Fact]
    public void Place_SameRequestsTwice_GivesTheSamePlaces()
    {
        Random random = new(2);
        TensorRequest[] requests = [.. Enumerable.Range(0, 40).Select(i => RandomRequest(random, i))];
        long[] sizes = [.. requests.Select(_ => (long)random.Next(1, 50))];
        Assert.Equal(ArenaPlanner.Place(requests, sizes, out _), ArenaPlanner.Place(requests, sizes, out _));
    }

    [Fact]
    public void Place_PingPong_NeedsTheTwoLargestNeighbours()
    {
        // A chain whose tensors live for two steps: only neighbours meet.
        long[] sizes = [10, 40, 30, 20, 15];
        TensorRequest[] requests = [.. sizes.Select((_, i) => Request(i, i, i + 1))];
        ArenaPlanner.Place(requests, sizes, out long totalSize);
        Assert.Equal(70, totalSize);
    }

    [Fact]
    public void Place_NeverTogether_ReusesTheSameStorage()
    {
        TensorRequest[] requests = [Request(0, 0, 1), Request(1, 2, 3), Request(2, 4, 4)];
        Assert.Equal([0, 0, 0], ArenaPlanner.Place(requests, [30, 20, 10], out long totalSize));
        Assert.Equal(30, totalSize);
    }

    [Fact]
    public void Place_AllTogether_NeedsTheSum()
    {
        TensorRequest[] requests = [Request(0, 0, 3), Request(1, 1, 2), Request(2, 2, 5)];
        ArenaPlanner.Place(requests, [30, 20, 10], out long totalSize);
        Assert.Equal(60, totalSize);
    }

    [Fact]
    public void Place_EqualSizesTogether_LieSideBySideInOrder()
    {
        // The guard bands of the operator tests rely on this, with a previous tenant below all of them.
        TensorRequest[] requests = [Request(0, 0, 0), Request(1, 1, 1), Request(2, 1, 1), Request(3, 1, 1)];
        Assert.Equal([0, 0, 20, 40], ArenaPlanner.Place(requests, [61, 20, 20, 20], out long totalSize));
        Assert.Equal(61, totalSize);
    }

    [Fact]
    public void Place_GapBetweenTwoPlaced_IsFilled()
    {
        // 0 and 1 leave room above 1 while 2 lives with both; 3 meets only 0 and goes where 1 was.
        TensorRequest[] requests = [Request(0, 0, 4), Request(1, 0, 1), Request(2, 1, 1), Request(3, 3, 4)];
        long[] offsets = ArenaPlanner.Place(requests, [40, 30, 20, 10], out long totalSize);
        Assert.Equal([0, 40, 70, 40], offsets);
        Assert.Equal(90, totalSize);
    }

    [Fact]
    public void Place_Nothing_NeedsNothing()
    {
        Assert.Empty(ArenaPlanner.Place([], [], out long totalSize));
        Assert.Equal(0, totalSize);
    }

    [Theory]
    [InlineData(0, 2, 2, 3, true)]
    [InlineData(0, 1, 2, 3, false)]
    [InlineData(0, 9, 4, 5, true)]
    [InlineData(4, 5, 0, 9, true)]
    [InlineData(3, 3, 3, 3, true)]
    public void LivesTogetherWith_Lifetimes_MeetInACommonStep(int first, int last, int otherFirst, int otherLast, bool expected) =>
        Assert.Equal(expected, Request(0, first, last).LivesTogetherWith(Request(1, otherFirst, otherLast)));

    private static TensorRequest Request(int index, int firstStep, int lastStep) =>
        new($"tensor {index}", TensorShape.Vector(1), firstStep, lastStep, TensorRole.FeatureMap);

    private static TensorRequest RandomRequest(Random random, int index)
    {
        int firstStep = random.Next(20);
        return Request(index, firstStep, firstStep + random.Next(8));
    }

    private static void AssertApart(TensorRequest[] requests, long[] sizes, long[] offsets)
    {
        for (int i = 0; i < requests.Length; i++)
        for (int j = 0; j < i; j++)
        {
            bool apart = offsets[i] + sizes[i] <= offsets[j] || offsets[j] + sizes[j] <= offsets[i];
            Assert.True(apart || !requests[i].LivesTogetherWith(requests[j]), $"{requests[j]} and {requests[i]} overlap");
        }
    }

    /// <summary>The most that lives in one step: no placement can need less.</summary>
    private static long PeakOf(TensorRequest[] requests, long[] sizes) => Enumerable.Range(0, 30).Max(
        step => requests.Select((request, i) => request.FirstStep <= step && step <= request.LastStep ? sizes[i] : 0).Sum());
}
