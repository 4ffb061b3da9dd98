namespace ILGPU;

public interface IArrayView
{
    long Length { get; }

    long LengthInBytes { get; }
}
