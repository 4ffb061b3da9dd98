using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>A record is written by hand and read by the serializer: each member, and no other.</summary>
public sealed class RunRecordTests
{
    private static readonly RunRecord s_record = new()
    {
        Program = "istyle 1 \"x\"",
        Build = "0123",
        Run = new RunSpec(
            new SettingValues(RunKind.Transfer).With(LookSettings.Size, "320").With(LookSettings.StyleWeight, "1.50")
                .With(LookSettings.Draft, "true").With(LookSettings.Color, "keep")
                .With(InputSettings.Painting, "/a/ä <1>.png", "/b.png:2"),
            [new InputFile("/a/ä <1>.png", new string('a', 64)), new InputFile("/b.png", new string('b', 64))], new string('c', 64)),
        Device = "AVX-512",
    };

    [Fact]
    public void ToJson_EveryMember_IsTheSerializers()
    {
        WeightChange change = new(Content: 0.1, Style: null, TotalVariation: 1e-9);
        foreach (RunRecord record in new[]
        {
            s_record,
            s_record with { Changes = [new RecordedChange(3, change), new RecordedChange(5, new WeightChange(Style: 2))] },
            s_record with { Result = new RecordedResult(TransferEnding.Interrupted, 7, 9, 1.0 / 3) },
            s_record with { Result = new RecordedResult(TransferEnding.Diverged, 7, 9, double.NaN) },
            s_record with { Result = new RecordedResult(TransferEnding.Finished, 7, 9, double.PositiveInfinity) },
        })
        {
            Assert.Equal(RunJson.Line(record), record.ToJson());
            Assert.Equal(record.ToJson(), RunRecord.Parse(record.ToJson(), "test").ToJson());
        }
    }

    [Fact]
    public void ToJson_Spec_HoldsSettingsAsTheirShapes() => Assert.Contains(
        "\"settings\":{\"color\":\"keep\",\"draft\":true,\"painting\":[\"/a/ä <1>.png\",\"/b.png:2\"],\"size\":320,\"style-weight\":1.50}",
        s_record.ToJson());
}
