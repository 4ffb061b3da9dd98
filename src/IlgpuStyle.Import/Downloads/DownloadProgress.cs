namespace IlgpuStyle.Import.Downloads;

/// <summary>How far a download has come.</summary>
/// <param name="FileName">The file.</param>
/// <param name="BytesDone">Bytes that are here, those of an earlier, interrupted run included.</param>
/// <param name="BytesTotal">Bytes in all, or null if the server does not say.</param>
internal readonly record struct DownloadProgress(string FileName, long BytesDone, long? BytesTotal);
