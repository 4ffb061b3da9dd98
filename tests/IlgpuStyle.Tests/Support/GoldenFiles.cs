namespace IlgpuStyle.Tests.Support;

/// <summary>The golden files, copied beside the tests by the build; tests/IlgpuStyle.Tests/Golden/README.md says what they hold.</summary>
internal static class GoldenFiles
{
    public const string Average = "vgg19-small-avg.safetensors";

    public const string Max = "vgg19-small-max.safetensors";

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);
}
