namespace ILGPU.Runtime.CPU;

public static class CPUContextExtensions
{
    public static Context.Builder CPU(this Context.Builder builder, CPUDevice cpuDevice)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(cpuDevice);
        builder.Devices.Add(cpuDevice);
        return builder;
    }
}
