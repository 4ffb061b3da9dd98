namespace IlgpuStyle.Runs.Workshop;

/// <summary>A painting among several.</summary>
/// <param name="Picture">Its id.</param>
/// <param name="Weight">Its share, relative to the others'.</param>
internal sealed record WeighedPicture(string Picture, double Weight);
