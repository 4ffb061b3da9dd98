using IlgpuStyle.Planning;
using IlgpuStyle.Tests.Weights;

namespace IlgpuStyle.Tests.Planning;

public sealed class ContainerMemoryTests
{
    [Theory]
    [InlineData("0::/a/b", "a/b/memory.max=900000000 a/memory.max=max memory.max=max", 855_000_000L)]
    [InlineData("0::/a/b", "a/b/memory.max=max a/memory.max=800000000", 760_000_000L)]
    [InlineData("0::/host/only", "memory.max=700000000", 665_000_000L)]
    [InlineData("5:cpu:/a\n4:memory:/a", "memory/a/memory.limit_in_bytes=600000000 cpu/a/memory.limit_in_bytes=5", 570_000_000L)]
    [InlineData("4:memory:/", "memory/memory.limit_in_bytes=9223372036854771712", null)]
    [InlineData("0::/a", "a/memory.max=max", null)]
    [InlineData("", "", null)]
    public void Limit_OfGroups_IsTheSmallestBelowTheMachines(string membership, string files, long? expected)
    {
        using TemporaryFolder folder = new();
        string list = Path.Combine(folder.Path, "cgroup");
        File.WriteAllText(list, membership);
        foreach (string[] file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(file => file.Split('=')))
        {
            string path = Path.Combine(folder.Path, "fs", file[0]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file[1] + "\n");
        }

        Assert.Equal(expected, ContainerMemory.Limit(list, Path.Combine(folder.Path, "fs")));
    }

    [Theory]
    [InlineData("unlimited", null, false)]
    [InlineData("4096000000", 4_096_000_000L - 1_000_000 * 1024 + 50_000 * 1024, false)]
    [InlineData("3000000000", 3_000_000_000L - 1_000_000 * 1024 + 50_000 * 1024, true)]
    public void AddressSpace_Limited_LeavesWhatIsNotReserved_AndIsRefusedWhereTheRuntimeBreaksDown(
        string limit, long? expected, bool isRefused)
    {
        using TemporaryFolder folder = new();
        string limits = Path.Combine(folder.Path, "limits"), status = Path.Combine(folder.Path, "status");
        File.WriteAllText(limits, $"Limit                     Soft Limit           Hard Limit           Units\n"
            + $"Max cpu time              5                    unlimited            seconds\n"
            + $"Max address space         {limit,-20} unlimited            bytes\n");
        File.WriteAllText(status, "Name:\tistyle\nVmPeak:\t 2000000 kB\nVmSize:\t 1000000 kB\nVmRSS:\t   50000 kB\n");
        Assert.Equal(expected, AddressSpace.Fillable(limits, status));
        Assert.Equal(isRefused, Record.Exception(() => AddressSpace.Check(limits)) is InputException);
    }
}
