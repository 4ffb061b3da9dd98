using IlgpuStyle.Backends;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Settings;

/// <summary>What <see cref="SettingNeed"/> looks at: the run that the settings mean.</summary>
/// <param name="Options">What is computed.</param>
/// <param name="Values">The settings.</param>
/// <param name="Pooling">The options' pooling, or what the weights file says.</param>
internal sealed record SettingFacts(StyleTransferOptions Options, SettingValues Values, PoolingKind Pooling);
