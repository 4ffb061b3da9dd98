using IlgpuStyle.Planning;
using IlgpuStyle.Tests.Weights;

namespace IlgpuStyle.Tests.Planning;

public sealed class ContainerMemoryTests
{
    [Theory]
    [InlineData("0::/a/b", "a/b/memory.max=900000000 a/memory.max=max memory.max=max", 900_000_000L)]
    [InlineData("0::/a/b", "a/b/memory.max=max a/memory.max=800000000", 800_000_000L)]
    [InlineData("0::/host/only", "memory.max=700000000", 700_000_000L)]
    [InlineData("5:cpu:/a\n4:memory:/a", "memory/a/memory.limit_in_bytes=600000000 cpu/a/memory.limit_in_bytes=5", 600_000_000L)]
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
}
