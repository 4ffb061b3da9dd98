using System.Reflection;
using System.Text.RegularExpressions;
using IlgpuStyle.Imaging;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Losses;

namespace IlgpuStyle.Tests;

/// <summary>The rules of the house, read off its source: what may depend on what, and how long lines and files may be.</summary>
public sealed partial class ArchitectureTests
{
    private const int LongestLine = 140, LongestFile = 400;

    /// <summary>Every namespace of the product: each may use those before it.</summary>
    private static readonly string[] s_order =
    [
        "IlgpuStyle.Tensors", "IlgpuStyle.Imaging", "IlgpuStyle.Backends", "IlgpuStyle.Backends.Scratch", "IlgpuStyle.Weights",
        "IlgpuStyle.Import.Formats", "IlgpuStyle.Import", "IlgpuStyle.Import.Downloads", "IlgpuStyle.Network", "IlgpuStyle.Network.Tiling",
        "IlgpuStyle.State", "IlgpuStyle.Losses", "IlgpuStyle.Optimization", "IlgpuStyle.Transfer", "IlgpuStyle.Planning",
        "IlgpuStyle.Inspection", "IlgpuStyle.Verification",
        "IlgpuStyle.Kernels.Simd.Lanes", "IlgpuStyle.Kernels.Simd.Memory", "IlgpuStyle.Kernels.Simd.Threading",
        "IlgpuStyle.Kernels.Simd.Pooling", "IlgpuStyle.Kernels.Simd.Upsampling", "IlgpuStyle.Kernels.Simd.Direct",
        "IlgpuStyle.Kernels.Simd.Image", "IlgpuStyle.Kernels.Simd.Winograd", "IlgpuStyle.Kernels.Simd.Gram",
        "IlgpuStyle.Kernels.Simd.Matching", "IlgpuStyle.Kernels.Simd", "IlgpuStyle.Kernels.Ilgpu",
        "IlgpuStyle.Runs.Settings", "IlgpuStyle.Runs.Records", "IlgpuStyle.Runs.Following", "IlgpuStyle.Runs.Kept",
        "IlgpuStyle.Runs.Reports", "IlgpuStyle.Runs.Devices", "IlgpuStyle.Runs", "IlgpuStyle.Runs.Batches", "IlgpuStyle.Runs.Workshop",
        "IlgpuStyle.Studio.Hosting", "IlgpuStyle.Studio.Events", "IlgpuStyle.Studio.Api", "IlgpuStyle.Studio",
        "IlgpuStyle.Cli.Parsing", "IlgpuStyle.Cli.Display", "IlgpuStyle.Cli.Doctor", "IlgpuStyle.Cli.Commands", "IlgpuStyle.Cli",
    ];

    private static readonly string s_root = RepositoryRoot();

    private static readonly string[] s_folders = ["src", "kernels", "tests", "bench", "examples"];
    private static readonly string[] s_otherSource = ["*.js", "*.css", "*.html", "*.sh", "*.py", "*.yaml"];

    private static readonly IReadOnlyList<(string Path, string[] Lines)> s_files =
    [
        .. s_folders.SelectMany(folder => Files(folder, "*.cs")),
    ];

    private static IEnumerable<(string Path, string[] Lines)> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(s_root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(s_root, path).Replace('\\', '/'), File.ReadAllLines(path)));

    private static IEnumerable<(string Path, string[] Lines)> Product => s_files.Where(file => file.Path[..4] is "src/" or "kern");

    [Fact]
    public void Namespaces_OfTheProduct_UseOnlyThoseBeforeThem()
    {
        Assert.All(Product, file =>
        {
            string own = Namespace(file.Lines);
            // The root holds what everything uses (InputException, files), and the library's one call, which uses everything.
            if (own == "IlgpuStyle")
                return;
            foreach (string used in file.Lines.Select(line => Using().Match(line)).Where(match => match.Success).Select(match =>
                match.Groups["space"].Value))
                Assert.True(Rank(used) <= Rank(own), $"{file.Path}: {own} uses {used}");
        });
    }

    /// <summary>What an outer namespace holds is seen without a using: an inner one that stands before it does without.</summary>
    [Fact]
    public void Namespaces_BeforeTheOneAroundThem_UseNothingOfIt() => Assert.Empty(
        from outer in Product.ToLookup(file => Namespace(file.Lines))
        where s_order.Contains(outer.Key)
        let types = outer.Select(file => Path.GetFileNameWithoutExtension(file.Path)).ToHashSet()
        from inner in Product
        let own = Namespace(inner.Lines)
        where own.StartsWith($"{outer.Key}.", StringComparison.Ordinal) && Rank(own) < Rank(outer.Key)
        from line in inner.Lines
        where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from Match word in Word().Matches(line)
        where types.Contains(word.Value)
        select $"{inner.Path}: {own} uses {word.Value}");

    [Fact]
    public void Namespaces_OfEveryFile_AreItsFolder() => Assert.All(s_files, file =>
    {
        string own = Namespace(file.Lines);
        string folder = string.Join('.', file.Path.Split('/')[1..^1]);
        Assert.True(
            own.Length == 0 || folder == own || (own == "IlgpuStyle" && folder == "IlgpuStyle.Runs"), $"{file.Path}: namespace {own}");
    });

    [Fact]
    public void Lines_OfEveryFile_AreShortEnough() => Assert.Empty(s_files
        .Concat(s_folders.SelectMany(folder => s_otherSource.SelectMany(pattern => Files(folder, pattern)))).SelectMany(file => file.Lines
        .Select((line, i) => (file.Path, Number: i + 1, line.Length)).Where(line => line.Length > LongestLine)));

    /// <summary>A library's message speaks of its properties: who calls it from a program has no options.</summary>
    [Fact]
    public void Messages_OfTheLibrary_NameNoOptionsOfTheCommand() => Assert.Empty(Product
        .Where(file => file.Path.StartsWith("src/IlgpuStyle/", StringComparison.Ordinal)
            || file.Path.StartsWith("kernels/", StringComparison.Ordinal))
        .SelectMany(file => file.Lines.Where(line => Option().IsMatch(line)).Select(line => (file.Path, line.Trim()))));

    [Fact]
    public void Files_OfEveryProject_AreShortEnough() =>
        Assert.Empty(s_files.Where(file => file.Lines.Length > LongestFile).Select(file => file.Path));

    [Fact]
    public void Ilgpu_IsReferencedByOneProjectOfTheProduct() => Assert.Equal(
        ["kernels/IlgpuStyle.Kernels.Ilgpu"],
        Product.Where(file => file.Lines.Any(line => line.StartsWith("using ILGPU", StringComparison.Ordinal)))
            .Select(file => string.Join('/', file.Path.Split('/')[..2])).Distinct());

    [Fact]
    public void Intrinsics_AreUsedByOneProject() => Assert.Equal(
        ["kernels/IlgpuStyle.Kernels.Simd"],
        Product.Where(file => file.Lines.Any(line => line.StartsWith("using System.Runtime.Intrinsics", StringComparison.Ordinal)))
            .Select(file => string.Join('/', file.Path.Split('/')[..2])).Distinct());

    /// <summary>Public is what a program reaches from the one call, its looks and its pictures; the engine is ours to change.</summary>
    [Fact]
    public void PublicTypes_OfTheProduct_AreThoseThatTheOneCallReaches()
    {
        Type[] assemblies = [typeof(ImageFile), typeof(StyleTransfer), typeof(SimdBackend), typeof(IlgpuBackend)];
        HashSet<Type> open = [.. assemblies.SelectMany(type => type.Assembly.GetExportedTypes())];
        Queue<Type> reached = new([
            typeof(StyleTransfer), typeof(InputException), typeof(LossPresets), typeof(ImageFile), typeof(Mask), typeof(Resampler),
        ]);
        while (reached.TryDequeue(out Type? type))
        {
            foreach (Type used in open.Remove(type) ? Mentioned(type) : [])
                reached.Enqueue(used);
        }

        Assert.Empty(open);
    }

    private static IEnumerable<Type> Mentioned(Type type) => type.GetMembers().SelectMany(member => member switch
    {
        MethodBase method => method.GetParameters().Select(parameter => parameter.ParameterType)
            .Append((method as MethodInfo)?.ReturnType ?? type),
        FieldInfo field => [field.FieldType],
        _ => Enumerable.Empty<Type>(),
    }).Append(type.BaseType ?? type).SelectMany(Parts);

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [type];

    [GeneratedRegex("""^[^/]*"[^"]*(^|[ "(])--[a-z]""")]
    private static partial Regex Option();

    [GeneratedRegex(@"(?<![.\w])\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^using (?:static (?<space>IlgpuStyle[\w.]*)\.\w+|(?:\w+ = )?(?<space>IlgpuStyle[\w.]*));")]
    private static partial Regex Using();

    private static string Namespace(string[] lines) =>
        lines.FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))?["namespace ".Length..].TrimEnd(';') ?? "";

    private static int Rank(string name)
    {
        int rank = Array.IndexOf(s_order, name);
        return rank >= 0 ? rank : throw new InvalidOperationException($"namespace {name} has no place in the order: give it one.");
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "IlgpuStyle.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests do not lie in the repository.");
    }
}
