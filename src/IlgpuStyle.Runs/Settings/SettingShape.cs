namespace IlgpuStyle.Runs.Settings;

/// <summary>What a setting's value is in JSON and in a form.</summary>
internal enum SettingShape
{
    /// <summary>A text, or one of <see cref="Setting.Words"/>.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or absent.</summary>
    Flag,
}
