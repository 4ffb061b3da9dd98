using System.Numerics;
using ILGPU;

namespace IlgpuStyle.Tests.Standins;

/// <summary>Methods that look like kernels and cannot be compiled for a GPU.</summary>
public static class IlgpuBadKernels
{
    private static readonly int[] s_table = [1, 2, 3];
    private static int s_counter;

    public static void Try(ArrayView<int> values)
    {
        try
        {
            values[0] = 1;
        }
        finally
        {
            values[1] = 2;
        }
    }

    public static void Recursion(ArrayView<int> values) => values[0] = Factorial(values[0]);

    public static void Boxing(ArrayView<int> values) =>
        values[0] = values[1].Equals((object)values[0]) ? 1 : 0;

    public static void MutableStatic(ArrayView<int> values) => values[0] = s_counter;

    public static void WriteStatic(ArrayView<int> values) => s_counter = values[0];

    public static void StaticArray(ArrayView<int> values) => values[0] = s_table[values[0]];

    public static void Lambda(ArrayView<int> values) => values[0] = Apply(x => x + 1, values[0]);

    public static void Object(ArrayView<int> values) => values[0] = new List<int>(values[0]).Count;

    public static void Text(ArrayView<int> values) => values[0] = "text"[values[0]];

    public static unsafe void StackAlloc(ArrayView<int> values)
    {
        int* memory = stackalloc int[4];
        memory[values[0]] = 1;
        values[0] = memory[values[1]];
    }

    public static void VectorArithmetic(ArrayView<float> values) =>
        values[0] = Vector4.Dot(new Vector4(values[0]), new Vector4(values[1]));

    private static int Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);

    private static int Apply(Func<int, int> function, int value) => function(value);
}
