using ILGPU.Runtime;

namespace ILGPU;

public sealed partial class Context
{
    public sealed class Builder
    {
        internal Builder()
        {
        }

        internal List<Device> Devices { get; } = [];

        /// <summary>
        /// Accepted and without effect: the stand-in runs kernels as the .NET compiler made them.
        /// </summary>
        public Builder Optimize(OptimizationLevel level)
        {
            if (level is < OptimizationLevel.O0 or > OptimizationLevel.O2)
                throw new ArgumentOutOfRangeException(nameof(level));
            return this;
        }
    }
}
