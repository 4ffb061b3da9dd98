namespace PtxInterpreter;

/// <content>What the tensor cores do.</content>
internal static partial class InstructionSet
{
    private const int WarpThreads = 32;

    // Operands of a product: 4 registers of D, 4 of A, 2 of B, 4 of C.
    private const int FirstOfA = 4, FirstOfB = 8, FirstOfC = 10, ProductOperands = 14;
    private const int Rows = 16, Columns = 8, Terms = 8;

    // What TF32 does not hold of a float32's significand.
    private const uint LostBits = 0x1FFF;

    /// <summary>
    /// D = A·B + C, 16×8 = 16×8 · 8×8 + 16×8, by a warp. Of lane 4·g + t, A's registers hold (g, t), (g + 8, t), (g, t + 4),
    /// (g + 8, t + 4); B's (t, g), (t + 4, g); C's and D's (g, 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1) (PTX ISA, "Matrix Fragments
    /// for mma.m16n8k8"). Products are exact; their sum with C is rounded towards zero, as was measured on cards (Fasi, Higham, Mikaitis
    /// &amp; Pranesh 2021): PTX leaves order and rounding open.
    /// </summary>
    private static Operation TensorProduct(PtxInstruction instruction, RegisterFile registers)
    {
        if (instruction.Operands.Count != ProductOperands || instruction.Guard is not null)
            throw new NotSupportedException($"{instruction.Operands.Count} operands, expected {ProductOperands} and no predicate");
        int[] slots = [.. instruction.Operands.Select((operand, i) =>
            i < FirstOfA ? registers.Target(operand, isWide: false) : registers.Narrow(operand))];
        return group =>
        {
            ReadOnlySpan<int> active = group.Active;
            for (int i = 0; i < active.Length; i += WarpThreads)
            {
                int first = active[i] / WarpThreads * WarpThreads;
                if (active[i] != first || i + WarpThreads > active.Length || active[i + WarpThreads - 1] != first + WarpThreads - 1)
                    throw group.Stop(PtxTrap.DivergentWarp, active[i], "the 32 threads of its warp are not all here");
                MultiplyInWarp(group, slots, first);
            }
        };
    }

    private static void MultiplyInWarp(ThreadGroup group, int[] slots, int first)
    {
        Span<double> a = stackalloc double[Rows * Terms], b = stackalloc double[Terms * Columns];
        Span<float> results = stackalloc float[FirstOfA];
        for (int lane = 0; lane < WarpThreads; lane++)
        {
            int g = lane / 4, t = lane % 4, thread = first + lane;
            for (int i = 0; i < FirstOfB - FirstOfA; i++)
                a[(g + i % 2 * 8) * Terms + t + i / 2 * 4] = Factor(group, slots[FirstOfA + i], thread);
            for (int i = 0; i < FirstOfC - FirstOfB; i++)
                b[(t + i * 4) * Columns + g] = Factor(group, slots[FirstOfB + i], thread);
        }

        for (int lane = 0; lane < WarpThreads; lane++)
        {
            for (int i = 0; i < FirstOfA; i++)
            {
                int row = lane / 4 + i / 2 * 8, column = lane % 4 * 2 + i % 2;
                double sum = group.Values<float>(slots[FirstOfC + i])[first + lane];
                for (int k = 0; k < Terms; k++)
                    sum += a[row * Terms + k] * b[k * Columns + column];
                results[i] = TowardsZero(sum);
            }

            for (int i = 0; i < FirstOfA; i++)
                group.Values<float>(slots[i])[first + lane] = results[i];
        }
    }

    private static double Factor(ThreadGroup group, int slot, int thread)
    {
        uint bits = group.Values<uint>(slot)[thread];
        float value = BitConverter.UInt32BitsToSingle(bits);
        return (bits & LostBits) == 0 || !float.IsFinite(value)
            ? value
            : throw group.Stop(PtxTrap.Unrounded, thread, FormattableString.Invariant($"a factor is {value:r}, which TF32 does not hold"));
    }

    private static float TowardsZero(double value)
    {
        float nearest = (float)value;
        return Math.Abs((double)nearest) > Math.Abs(value)
            ? value > 0 ? MathF.BitDecrement(nearest) : MathF.BitIncrement(nearest)
            : nearest;
    }
}
