namespace IlgpuStyle.Runs.Settings;

/// <summary>What of a run a setting decides.</summary>
internal enum SettingEffect
{
    /// <summary>The picture: it stands in the record and in the content key.</summary>
    Picture,

    /// <summary>At most the picture's last bits, as devices and tiles do: it stands in the record alone.</summary>
    Rounding,

    /// <summary>Nothing of the picture: where files go, how many threads. It stands in the user's own checkpoint alone.</summary>
    Place,

    /// <summary>How the run is followed.</summary>
    Watching,
}
