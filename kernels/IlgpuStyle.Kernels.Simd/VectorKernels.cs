using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>The optimiser's vector operations, elementwise over raw storage.</summary>
internal sealed unsafe class VectorKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly ElementwiseJob<TLanes, TVector, FillOperator> _fill = new();
    private readonly ElementwiseJob<TLanes, TVector, ClampOperator> _clamp = new();
    private readonly CombinationJob<TLanes, TVector> _combination = new();
    private readonly ElementwiseJob<TLanes, TVector, AdamOperator> _adam = new();

    /// <summary>Every element = value.</summary>
    public void Fill(SimdTensor destination, float value)
    {
        FillOperator operation = new() { Destination = destination.Pointer, Value = value };
        _fill.Run(context.Team, operation, destination.Layout.StorageLength);
        if (value != 0)
            Padding.Clear(destination);
    }

    /// <summary>x = min(max(x, lower), upper).</summary>
    public void Clamp(SimdTensor x, float lower, float upper)
    {
        _clamp.Run(
            context.Team, new ClampOperator { X = x.Pointer, Lower = lower, Upper = upper },
            x.Layout.StorageLength);
        if (lower > 0 || upper < 0)
            Padding.Clear(x);
    }

    /// <summary>
    /// output = Σ_i coefficients[i] · vectors[i], one fused pass; float32 multiply-adds in the order given.
    /// </summary>
    public void LinearCombination(
        ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors, SimdTensor output)
    {
        int count = vectors.Length;
        byte* tables = (byte*)context.Shared.Reserve(
            SimdContext.Tables, count * (sizeof(float*) + sizeof(float)));
        float** pointers = (float**)tables;
        float* factors = (float*)(tables + count * sizeof(float*));
        for (int i = 0; i < count; i++)
        {
            pointers[i] = ((SimdTensor)vectors[i]).Pointer;
            factors[i] = (float)coefficients[i];
        }

        _combination.Run(context.Team, count, pointers, factors, output);
    }

    /// <summary>
    /// One step of Adam on x in place; formula: <see cref="AdamParameters"/>. Zero padding stays zero: 0 / (0
    /// + ε).
    /// </summary>
    public void AdamStep(
        SimdTensor x, SimdTensor gradient, SimdTensor first, SimdTensor second, AdamParameters parameters)
    {
        AdamOperator operation = new()
        {
            X = x.Pointer,
            Gradient = gradient.Pointer,
            First = first.Pointer,
            Second = second.Pointer,
            StepSize = (float)parameters.StepSize,
            Beta1 = (float)parameters.Beta1,
            Rest1 = (float)(1 - parameters.Beta1),
            Beta2 = (float)parameters.Beta2,
            Rest2 = (float)(1 - parameters.Beta2),
            Correction = (float)parameters.SecondMomentCorrection,
            Epsilon = (float)parameters.Epsilon,
        };
        _adam.Run(context.Team, operation, x.Layout.StorageLength);
        if ((float)parameters.Epsilon == 0)
            Padding.Clear(x);
    }

    private struct FillOperator : IElementwise<TVector>
    {
        public float* Destination;
        public float Value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply(long offset) =>
            TLanes.Store(TLanes.Broadcast(Value), Destination + offset);
    }

    private struct ClampOperator : IElementwise<TVector>
    {
        public float* X;
        public float Lower;
        public float Upper;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply(long offset) => TLanes.Store(
            TLanes.Clamp(
                TLanes.Load(X + offset), TLanes.Broadcast(Lower), TLanes.Broadcast(Upper)), X + offset);
    }

    private struct AdamOperator : IElementwise<TVector>
    {
        public float* X;
        public float* Gradient;
        public float* First;
        public float* Second;
        public float StepSize, Beta1, Rest1, Beta2, Rest2, Correction, Epsilon;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply(long offset)
        {
            TVector gradient = TLanes.Load(Gradient + offset);
            TVector first = TLanes.MultiplyAdd(
                TLanes.Broadcast(Beta1), TLanes.Load(First + offset),
                TLanes.Multiply(TLanes.Broadcast(Rest1), gradient));
            TVector second = TLanes.MultiplyAdd(
                TLanes.Broadcast(Beta2), TLanes.Load(Second + offset),
                TLanes.Multiply(TLanes.Broadcast(Rest2), TLanes.Multiply(gradient, gradient)));
            TVector root = TLanes.Sqrt(TLanes.Multiply(second, TLanes.Broadcast(Correction)));
            TVector step = TLanes.Divide(
                TLanes.Multiply(TLanes.Broadcast(StepSize), first),
                TLanes.Add(root, TLanes.Broadcast(Epsilon)));
            TLanes.Store(first, First + offset);
            TLanes.Store(second, Second + offset);
            TLanes.Store(TLanes.Subtract(TLanes.Load(X + offset), step), X + offset);
        }
    }
}
