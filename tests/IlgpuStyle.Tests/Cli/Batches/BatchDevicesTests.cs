using IlgpuStyle.Imaging;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Runs.Batches;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Tests.Imaging;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Cli.Batches;

/// <summary>A batch on several devices.</summary>
[Collection("console")]
public sealed class BatchDevicesTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public BatchDevicesTests()
    {
        ImageFile.Write(_folder.File("one.png"), TestPictures.Waves(50, 40, 1));
        ImageFile.Write(_folder.File("two.png"), TestPictures.Waves(44, 60, 2));
        ImageFile.Write(_folder.File("blue.png"), TestPictures.Waves(48, 48, 3));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_TwoDevices_MakesBothPicturesAtOnceWithTheBitsOfOneDevice()
    {
        using Barrier meeting = new(2);
        bool haveMet = false;
        Run("two", devices: 2, () => new Meeting(() => haveMet |= meeting.SignalAndWait(s_patience)));
        Assert.True(haveMet, "each picture's run waited for the other's");
        Run("one", devices: 1, () => null);
        foreach (string name in (string[])["one-blue.png", "two-blue.png"])
            Assert.Equal(ImageFile.Read(_folder.File($"one/{name}")).Data, ImageFile.Read(_folder.File($"two/{name}")).Data);
        Assert.Equal(2, File.ReadAllLines(_folder.File("two/results.jsonl")).Length);
    }

    private void Run(string folder, int devices, Func<IRunObserver?> newDisplay)
    {
        BatchFolder output = new(_folder.File(folder));
        SettingValues defaults = new SettingValues(BatchSettings.Kind).With(LookSettings.Size, "40").With(LookSettings.Iterations, "2");
        IReadOnlyList<BatchJob> jobs = BatchPlan.Create(
            BatchPlan.Product([_folder.File("one.png"), _folder.File("two.png")], [_folder.File("blue.png")]), defaults,
            ParameterGrid.Parse([]), output.FolderPath);
        output.Prepare([.. jobs.Select(job => job.Output)], [], hasSheet: false);
        StringWriter said = new();
        Announcements announcements = new(TextWriter.Synchronized(said), TextWriter.Synchronized(said));
        List<SimdBackend> backends = [.. Enumerable.Range(0, devices).Select(_ => new SimdBackend(new SimdOptions()))];
        List<BatchRunner> runners = [.. backends.Select(backend => new BatchRunner(backend, announcements))];
        int code = new BatchLoop(runners, Shard.Whole, output, newDisplay, announcements).Run(jobs);
        runners.ForEach(runner => runner.Dispose());
        backends.ForEach(backend => backend.Dispose());
        Assert.True(code == 0, said.ToString());
        Assert.Contains("2 made, 0 there already, 0 failed", said.ToString());
    }

    private sealed class Meeting(Action meet) : IRunObserver
    {
        private bool _hasMet;

        public void Show(TransferProgress progress)
        {
            if (!_hasMet)
                meet();
            _hasMet = true;
        }
    }
}
