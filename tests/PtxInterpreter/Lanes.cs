namespace PtxInterpreter;

/// <summary>Makes operations of functions: the loops over the active threads.</summary>
internal static class Lanes
{
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
