namespace IlgpuStyle.Runs.Settings;

/// <summary>Where a setting stands in help, forms and documentation.</summary>
internal enum SettingGroup
{
    /// <summary>What most runs are given.</summary>
    Common,

    /// <summary>How it is painted.</summary>
    Look,

    /// <summary>Whose colours.</summary>
    Colour,

    /// <summary>What acts where.</summary>
    Masks,

    /// <summary>How a run fits into memory.</summary>
    SizeAndMemory,

    /// <summary>What computes it.</summary>
    Device,

    /// <summary>What a run leaves behind besides its picture.</summary>
    Output,

    /// <summary>How it is followed.</summary>
    Watching,

    /// <summary>Formula and optimiser in detail.</summary>
    Expert,
}
