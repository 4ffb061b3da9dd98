namespace ILGPU;

public interface IContiguousArrayView : IArrayView
{
    ArrayView<byte> AsRawArrayView();
}
