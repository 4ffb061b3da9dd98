using System.Buffers.Binary;
using System.Text.Json.Nodes;
using IlgpuStyle.Tests.Cli.Runs;
using Xunit.Abstractions;

namespace IlgpuStyle.Tests.Fuzz;

/// <summary>Damaged checkpoints: shown or refused, continued or refused; no file is touched but the picture that was asked for.</summary>
[Collection("console")]
public sealed class CheckpointFuzzTests : RunFixture
{
    private readonly ITestOutputHelper _output;
    private readonly byte[] _original;
    private readonly string _case;

    public CheckpointFuzzTests(ITestOutputHelper output)
    {
        _output = output;
        // One step is left of the smallest run there is.
        Stopped(
            new StopAfter(3),
            [Photo, Painting, "-o", PathOf("out.png"), "--size", "16", "-n", "4", "--scales", "1", "--backend", "simd"]);
        _original = File.ReadAllBytes(PathOf("out.png.checkpoint"));
        File.Delete(PathOf("out.png.checkpoint"));
        _case = PathOf("case.checkpoint");
    }

    [Fact]
    public void Show_MutatedCheckpoint_ShowsOrRefuses()
    {
        FuzzRun run = new("checkpoint, show", 11, _output);
        run.Each(() => Mutation.Bytes(_original, run.Random), bytes =>
        {
            File.WriteAllBytes(_case, bytes);
            return FuzzRun.IsTaken("show", _case);
        });
        Assert.Equal(["case.checkpoint", "out.png", "painting.png", "photo.png"], Names());
    }

    // The settings stay, so that a case takes as long as they say; the state says anything.
    [Fact]
    public void Resume_MutatedState_ContinuesOrRefuses()
    {
        byte[] picture = File.ReadAllBytes(PathOf("out.png"));
        FuzzRun run = new("checkpoint, resume", 12, _output);
        run.Each(() => WithOtherState(run.Random), bytes =>
        {
            File.WriteAllBytes(_case, bytes);
            return FuzzRun.IsTaken("resume", _case, "-o", PathOf("new.png"));
        }, oneOf: 20);
        Assert.Equal(picture, File.ReadAllBytes(PathOf("out.png")));
        Assert.Subset(
            new HashSet<string> { "case.checkpoint", "new.png", "new.png.checkpoint", "out.png", "painting.png", "photo.png" },
            new HashSet<string>(Names()));
    }

    private string[] Names() =>
        [.. Directory.GetFileSystemEntries(Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    /// <summary>The checkpoint with other numbers in its state, another shape of a tensor, or other elements.</summary>
    private byte[] WithOtherState(Random random)
    {
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(_original);
        JsonObject header = JsonNode.Parse(_original.AsSpan(8, length))!.AsObject();
        byte[] data = _original[(8 + length)..];
        JsonObject metadata = header["__metadata__"]!.AsObject();
        string[] scalars = [.. metadata.Select(pair => pair.Key).Where(key => key.StartsWith("state.", StringComparison.Ordinal))];
        string[] tensors = [.. header.Select(pair => pair.Key).Where(key => key != "__metadata__")];
        switch (random.Next(4))
        {
            case 0:
                for (int i = 0; i < 40; i++)
                    data[random.Next(data.Length)] = (byte)(random.Next(2) == 0 ? 0xff : random.Next(256));
                break;
            case 1:
                header.Remove(tensors[random.Next(tensors.Length)]);
                break;
            case 2:
                metadata.Remove(scalars[random.Next(scalars.Length)]);
                break;
            default:
                metadata[scalars[random.Next(scalars.Length)]] = Mutation.Word(random).Trim('"');
                break;
        }

        // Sealed again, so that what reads the state meets it.
        return Sealed(header.ToJsonString(), data);
    }
}
