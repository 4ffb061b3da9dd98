namespace IlgpuStyle.Backends;

/// <summary>How a pooling window becomes one value.</summary>
public enum PoolingKind
{
    /// <summary>The largest value; the gradient goes to the first largest one in row-major order.</summary>
    Max,

    /// <summary>
    /// The mean over the pixels that lie inside the input; the gradient is spread evenly over them.
    /// </summary>
    Average,

    /// <summary>
    /// √Σx², the 2-norm of the pixels that lie inside the input; the gradient is shared out as x/√Σx², and is
    /// 0 where all are 0.
    /// </summary>
    L2,
}
