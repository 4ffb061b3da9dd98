using IlgpuStyle.Runs.Following;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>A run that fits the memory that there is.</summary>
/// <param name="Request">Its settings, checked.</param>
/// <param name="Pictures">What it is made from.</param>
/// <param name="Forecast">What it will take.</param>
internal sealed record PreparedRun(RunRequest Request, TransferPictures Pictures, RunForecast Forecast);
