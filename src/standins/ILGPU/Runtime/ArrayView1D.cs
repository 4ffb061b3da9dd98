namespace ILGPU.Runtime;

/// <summary>A view with a stride; the stand-in has the dense one only, so that it is its base view.</summary>
public readonly struct ArrayView1D<T, TStride> : IContiguousArrayView<T>
    where T : unmanaged
    where TStride : struct, IStride1D
{
    internal ArrayView1D(ArrayView<T> baseView) => BaseView = baseView;

    public ArrayView<T> BaseView { get; }

    public long Length => BaseView.Length;

    public int IntLength => BaseView.IntLength;

    public long LengthInBytes => BaseView.LengthInBytes;

    public ref T this[Index1D index] => ref BaseView[index];

    ArrayView<byte> IContiguousArrayView.AsRawArrayView() => Raw(BaseView);

    private static ArrayView<byte> Raw<TView>(TView view)
        where TView : IContiguousArrayView => view.AsRawArrayView();
}
