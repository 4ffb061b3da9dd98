using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Weights;

public sealed class WeightsStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WeightsStore _store;

    public WeightsStoreTests() => _store = new WeightsStore(_folder.Path, WeightsRegistry.Default);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Choose_EmptyStore_TakesTheEmbeddedNetworkAndSaysWhatElseThereIs()
    {
        WeightsChoice choice = _store.Choose(null);
        using WeightsFile file = choice.File;
        Assert.Equal("vgg19-compact", file.Metadata.Architecture);
        Assert.Contains("istyle weights get vgg19", choice.Explanation, StringComparison.Ordinal);
        Assert.Empty(_store.List());
    }

    [Fact]
    public void Choose_InstalledVgg19_IsPreferredAndFoundByName()
    {
        Install("vgg19");
        Install("mine");
        WeightsChoice choice = _store.Choose(null);
        using WeightsFile byDefault = choice.File, byName = _store.Choose(
            "mine").File, embedded = _store.Choose("compact").File;
        Assert.Equal(_store.PathOf("vgg19"), byDefault.DisplayName);
        Assert.Contains("weights compact", choice.Explanation, StringComparison.Ordinal);
        Assert.Equal(_store.PathOf("mine"), byName.DisplayName);
        Assert.Equal("vgg19-compact", embedded.Metadata.Architecture);
        Assert.Equal(["mine", "vgg19"], _store.List().Select(weights => weights.Name));
    }

    [Theory]
    [InlineData("vgg16", "istyle weights get vgg16")]
    [InlineData("vgg17", "compact, vgg19, vgg16")]
    [InlineData("./nowhere.safetensors", "does not exist")]
    public void Choose_WhatIsNotThere_SaysWhatToDo(string name, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(
            () => _store.Choose(name)).Message, StringComparison.Ordinal);

    // What lies in the folder where the program is started may be anybody's.
    [Fact]
    public void Choose_AFileHasTheNameOfWeights_IsTheWeights()
    {
        File.WriteAllText("compact", "not weights");
        File.WriteAllText("vgg16", "not weights");
        try
        {
            using WeightsFile embedded = _store.Choose("compact").File;
            Assert.Equal("vgg19-compact", embedded.Metadata.Architecture);
            Assert.EndsWith("or name the file here ./vgg16", Assert.Throws<InputException>(() => _store.Choose("vgg16")).Message);
            Assert.Contains("is no safetensors file", Assert.Throws<InputException>(() => _store.Choose("./compact")).Message);
        }
        finally
        {
            File.Delete("compact");
            File.Delete("vgg16");
        }
    }

    [Fact]
    public void Choose_FileOfAnotherFormat_GivesTheCommandThatConvertsIt()
    {
        string path = FixtureNetwork.File("vgg19-new.mat");
        InputException exception = Assert.Throws<InputException>(() => _store.Choose(path));
        Assert.Contains("is no safetensors file", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"istyle weights convert {path}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Registry_EveryEntry_IsComplete()
    {
        WeightsRegistry registry = WeightsRegistry.Default;
        Assert.Equal(
            registry.Entries.Count, registry.Entries.Select(entry => entry.Name).Distinct().Count());
        foreach (RegistryEntry entry in registry.Entries)
        {
            Assert.NotNull(WeightsFamily.Find(entry.Family));
            Assert.Contains(entry.Architecture, (string[])["vgg19", "vgg16", "squeezenet1_1"]);
            Assert.NotEmpty(entry.Licence);
            foreach (RegistrySource source in entry.Sources)
            {
                Assert.All(
                    source.Urls, url => Assert.True(Uri.IsWellFormedUriString(url, UriKind.Absolute), url));
                int? length = source.ChecksumKind switch
                {
                    "sha256" => 64,
                    "sha256-prefix" => 8,
                    "md5" => 32,
                    null => null,
                    _ => -1,
                };
                Assert.Equal(length, source.Checksum?.Length);
            }
        }
    }

    [Fact]
    public void Registry_FindBySha256_KnowsFullSumsAndPrefixes()
    {
        WeightsRegistry registry = WeightsRegistry.Default;
        string full = "dcbb9e9dad569fff7a846263a77324fc34978fea2bfb039c012d710e1776ae44";
        Assert.Equal("vgg19", registry.FindBySha256(full)?.Name);
        Assert.Equal("vgg19-caffe", registry.FindBySha256("d01eb7cb" + new string('0', 56))?.Name);
        Assert.Null(registry.FindBySha256(new string('0', 64)));
        Assert.Null(registry.FindBySha256(""));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""[{"name":"x"}]""")]
    [InlineData("""[{"name":"x","architecture":"a","family":"f","licence":"l","sources":[],"colour":1}]""")]
    public void Registry_Parse_DamagedText_IsRefusedInOneLine(string json)
    {
        InputException exception = Assert.Throws<InputException>(
            () => WeightsRegistry.Parse(json, "registry"));
        Assert.DoesNotContain('\n', exception.Message);
    }

    private void Install(string name) => SafetensorsWriter.Write(
        _store.PathOf(name), new Dictionary<string, string> { ["family"] = "caffe" },
        FixtureNetwork.Vgg(1).SelectMany(layer => (SafetensorsTensor[])
        [
            new($"{layer.Layer}.weight", [4, 3, 3, 3], layer.Weights), new(
                $"{layer.Layer}.bias", [4], layer.Bias),
        ]));
}
