using System.Globalization;

namespace IlgpuStyle.Planning;

/// <summary>The memory that the system grants this process: the limit of its control group (Linux, versions 1 and 2).</summary>
internal static class ContainerMemory
{
    // The system ends a process that goes beyond the limit. A run keeps to what it is allowed within 3 %, and page tables count too.
    private const double FillableShare = 0.95;

    /// <summary>What may be filled of the smallest limit of the process's group and those around it, in bytes; null if there is none below
    /// the machine's memory.</summary>
    /// <param name="membership">The process's groups, as /proc/self/cgroup lists them.</param>
    /// <param name="root">Where the groups are mounted.</param>
    public static long? Limit(string membership = "/proc/self/cgroup", string root = "/sys/fs/cgroup")
    {
        // Not the runtime's: within a group that is three quarters of its limit.
        long machine = MachineBytes() ?? long.MaxValue;
        long[] limits = [.. Files(membership, root).Select(Read).OfType<long>().Where(limit => limit > 0 && limit < machine)];
        return limits.Length == 0 ? null : (long)(FillableShare * limits.Min());
    }

    private static IEnumerable<string> Files(string membership, string root)
    {
        foreach (string line in Lines(membership))
        {
            // number:controllers:path; version 2 has no controllers.
            string[] parts = line.Split(':', 3);
            if (parts.Length < 3 || (parts[1].Length > 0 && !parts[1].Split(',').Contains("memory")))
                continue;
            (string mount, string name) = parts[1].Length == 0 ? (root, "memory.max")
                : (Path.Combine(root, "memory"), "memory.limit_in_bytes");
            // Inside a container the path may be the host's, which is not there: the group itself is then the root.
            for (string group = parts[2].Trim('/'); ; group = Path.GetDirectoryName(group) ?? "")
            {
                yield return Path.Combine(mount, group, name);
                if (group.Length == 0)
                    break;
            }
        }
    }

    // "MemTotal:       24689676 kB"; a group without a limit says 2⁶³, or "max".
    private static long? MachineBytes() =>
        Lines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemTotal:", StringComparison.Ordinal))?.Split(
            ' ', StringSplitOptions.RemoveEmptyEntries) is [_, { } kibibytes, ..]
            && long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out long total) ? total << 10 : null;

    private static long? Read(string path) =>
        long.TryParse(Lines(path).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            return [];
        }
    }
}
