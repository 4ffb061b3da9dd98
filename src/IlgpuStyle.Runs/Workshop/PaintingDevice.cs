using IlgpuStyle.Backends;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// What computes, kept open from run to run with all that they share. One thread uses it. A run that names another device has that one,
/// which is then the open one.
/// </summary>
/// <param name="usual">The device's settings where a run names none.</param>
internal sealed class PaintingDevice(SettingValues usual) : IDisposable
{
    private string? _opened;
    private DeviceChoice? _choice;

    /// <summary>Checksums of files that were read before.</summary>
    public FileHashes Hashes { get; } = new();

    /// <summary>What runs on the open device share.</summary>
    public TransferCache Cache { get; private set; } = new();

    /// <summary>The device of a run.</summary>
    /// <param name="values">Its settings.</param>
    /// <exception cref="InputException">The device cannot be used.</exception>
    public DeviceChoice Open(SettingValues values)
    {
        values = WithUsual(values);
        string wanted = string.Join(';', MachineSettings.Device.Select(setting => string.Join(',', values.TextsOf(setting))));
        if (_choice is not null && _opened == wanted)
            return _choice;
        Close();
        _choice = DeviceChoice.Open(values);
        _opened = wanted;
        return _choice;
    }

    /// <summary>Refuses what no device of a run's settings can do, before its turn comes. Called on any thread.</summary>
    /// <param name="values">Its settings.</param>
    /// <exception cref="InputException">As <see cref="Open"/> would.</exception>
    public void Check(SettingValues values)
    {
        if (values.Has(MachineSettings.Offload) || MachineSettings.Device.Any(values.Has))
            DeviceChoice.Check(WithUsual(values));
    }

    /// <summary>The open device; null if none is.</summary>
    public IBackend? Backend => _choice?.Backend;

    /// <inheritdoc/>
    public void Dispose() => Close();

    private SettingValues WithUsual(SettingValues values)
    {
        foreach (Setting setting in MachineSettings.Device.Where(setting => usual.Has(setting) && !values.Has(setting)))
            values = values.With(setting, usual.TextsOf(setting));
        return values;
    }

    private void Close()
    {
        Cache.Dispose();
        Cache = new TransferCache();
        _choice?.Backend.Dispose();
        _choice = null;
        _opened = null;
    }
}
