namespace ILGPU.Runtime.OpenCL;

/// <summary>There is none: the type is here for the code that asks a stream whether it is one.</summary>
public sealed class CLStream : AcceleratorStream
{
    private CLStream(Accelerator accelerator)
        : base(accelerator)
    {
    }

    public nint CommandQueue => 0;

    public override void Synchronize()
    {
    }
}
