namespace ILGPU.Runtime.CPU;

internal sealed class CPUStream(Accelerator accelerator) : AcceleratorStream(accelerator)
{
    public override void Synchronize()
    {
    }
}
