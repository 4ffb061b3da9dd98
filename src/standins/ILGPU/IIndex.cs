namespace ILGPU;

public interface IIndex
{
    /// <summary>Number of elements that an extent of this size has.</summary>
    long Size { get; }
}
