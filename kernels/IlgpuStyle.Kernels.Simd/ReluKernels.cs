using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>ReLU on its own, elementwise over raw storage; convolutions fuse theirs.</summary>
internal sealed unsafe class ReluKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly ElementwiseJob<TLanes, TVector, ForwardOperator> _forward = new();
    private readonly ElementwiseJob<TLanes, TVector, BackwardOperator> _backward = new();

    /// <summary>output = max(0, input); NaN passes through.</summary>
    public void Forward(SimdTensor input, SimdTensor output) => _forward.Run(
        context.Team, new ForwardOperator { Input =
            input.Pointer, Output = output.Pointer }, input.Layout.StorageLength);

    /// <summary>
    /// Of <c>output = max(0, input)</c>: gradInput = gradOutput where output &gt; 0, else 0.
    /// </summary>
    public void Backward(SimdTensor output, SimdTensor gradOutput, SimdTensor gradInput)
    {
        BackwardOperator operation = new()
        {
            Output = output.Pointer, GradOutput = gradOutput.Pointer, GradInput = gradInput.Pointer,
        };
        _backward.Run(context.Team, operation, output.Layout.StorageLength);
    }

    private struct ForwardOperator : IElementwise<TVector>
    {
        public float* Input;
        public float* Output;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply(long offset) =>
            TLanes.Store(TLanes.Relu(TLanes.Load(Input + offset)), Output + offset);
    }

    private struct BackwardOperator : IElementwise<TVector>
    {
        public float* Output;
        public float* GradOutput;
        public float* GradInput;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply(long offset) => TLanes.Store(
            TLanes.WherePositive(
                TLanes.Load(Output + offset), TLanes.Load(GradOutput + offset)), GradInput + offset);
    }
}
