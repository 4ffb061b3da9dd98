using System.Numerics;
using System.Runtime.InteropServices;

namespace PtxInterpreter;

/// <summary>Makes operations of functions: the loops over the active threads.</summary>
internal static class Lanes
{
    /// <summary>target = source.</summary>
    public static Operation Copy<T>(int target, int source)
        where T : unmanaged => group =>
    {
        Span<T> to = group.Values<T>(target), from = group.Values<T>(source);
        if (group.IsWhole)
        {
            from.CopyTo(to);
            return;
        }

        foreach (int i in group.Active)
            to[i] = from[i];
    };

    /// <summary>target = TOperator(source).</summary>
    public static Operation Unary<TFrom, TTo, TOperator>(int target, int source)
        where TFrom : unmanaged
        where TTo : unmanaged
        where TOperator : struct, IUnary<TFrom, TTo> => group =>
    {
        Span<TTo> to = group.Values<TTo>(target);
        Span<TFrom> from = group.Values<TFrom>(source)[..to.Length];
        if (group.IsWhole)
        {
            for (int i = 0; i < to.Length; i++)
                to[i] = TOperator.Apply(from[i]);
            return;
        }

        foreach (int i in group.Active)
            to[i] = TOperator.Apply(from[i]);
    };

    /// <summary>target = TOperator(left, right).</summary>
    public static Operation Binary<TFrom, TTo, TOperator>(int target, int left, int right)
        where TFrom : unmanaged
        where TTo : unmanaged
        where TOperator : struct, IBinary<TFrom, TTo> => group =>
    {
        Span<TTo> to = group.Values<TTo>(target);
        Span<TFrom> a = group.Values<TFrom>(left)[..to.Length], b = group.Values<TFrom>(right)[..to.Length];
        if (group.IsWhole)
        {
            for (int i = 0; i < to.Length; i++)
                to[i] = TOperator.Apply(a[i], b[i]);
            return;
        }

        foreach (int i in group.Active)
            to[i] = TOperator.Apply(a[i], b[i]);
    };

    /// <summary>The same by vector instructions, which is what most of a tiled kernel's work is.</summary>
    public static Operation Vectors<T, TOperator>(int target, int left, int right)
        where T : unmanaged
        where TOperator : struct, IVectorBinary<T>
    {
        Operation some = Binary<T, T, TOperator>(target, left, right);
        return group =>
        {
            if (!group.IsWhole || group.Threads % Vector<T>.Count != 0)
            {
                some(group);
                return;
            }

            Span<Vector<T>> to = MemoryMarshal.Cast<T, Vector<T>>(group.Values<T>(target));
            Span<Vector<T>> a = MemoryMarshal.Cast<T, Vector<T>>(group.Values<T>(left))[..to.Length];
            Span<Vector<T>> b = MemoryMarshal.Cast<T, Vector<T>>(group.Values<T>(right))[..to.Length];
            for (int i = 0; i < to.Length; i++)
                to[i] = TOperator.Apply(a[i], b[i]);
        };
    }

    /// <summary>target = TOperator(a, b, c).</summary>
    public static Operation Ternary<T, TOperator>(int target, int first, int second, int third)
        where T : unmanaged
        where TOperator : struct, ITernary<T> => group =>
    {
        Span<T> to = group.Values<T>(target);
        Span<T> a = group.Values<T>(first)[..to.Length], b = group.Values<T>(second)[..to.Length], c = group.Values<T>(third)[..to.Length];
        if (group.IsWhole)
        {
            for (int i = 0; i < to.Length; i++)
                to[i] = TOperator.Apply(a[i], b[i], c[i]);
            return;
        }

        foreach (int i in group.Active)
            to[i] = TOperator.Apply(a[i], b[i], c[i]);
    };
}
