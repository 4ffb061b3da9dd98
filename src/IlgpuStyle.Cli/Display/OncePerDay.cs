namespace IlgpuStyle.Cli.Display;

/// <summary>What is worth saying, but not at every run: an empty file remembers when it was said.</summary>
internal static class OncePerDay
{
    /// <summary>Whether a day has passed since the last time that this was true.</summary>
    /// <param name="stamp">The file; its folder is made. Where it cannot be written nothing would be remembered: never.</param>
    public static bool Claim(string stamp)
    {
        try
        {
            if (File.Exists(stamp) && DateTime.UtcNow - File.GetLastWriteTimeUtc(stamp) < TimeSpan.FromDays(1))
                return false;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(stamp))!);
            File.WriteAllBytes(stamp, []);
            return true;
        }
        catch (Exception exception) when (FileFailure.IsOne(exception))
        {
            return false;
        }
    }
}
