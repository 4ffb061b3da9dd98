namespace IlgpuStyle.Imaging;

/// <summary>3×3 matrices in float64: what colour transfer needs of linear algebra.</summary>
internal static class Matrix3
{
    private const int N = 3;

    // Jacobi's rotations converge quadratically: 3×3 matrices are diagonal to rounding after four or five
    // sweeps.
    private const int MaxSweeps = 20;

    /// <summary>a·b.</summary>
    public static double[,] Multiply(double[,] a, double[,] b)
    {
        double[,] product = new double[N, N];
        for (int i = 0; i < N * N; i++)
        {
            for (int k = 0; k < N; k++)
                product[i / N, i % N] += a[i / N, k] * b[k, i % N];
        }

        return product;
    }

    /// <summary>The inverse by cofactors; of a singular matrix nothing that is finite.</summary>
    public static double[,] Invert(double[,] a)
    {
        double[,] inverse = new double[N, N];
        for (int i = 0; i < N * N; i++)
        {
            int p = (i % N + 1) % N, q = (i % N + 2) % N, r = (i / N + 1) % N, s = (i / N + 2) % N;
            inverse[i / N, i % N] = a[p, r] * a[q, s] - a[p, s] * a[q, r];
        }

        double determinant = a[0, 0] * inverse[0, 0] + a[0, 1] * inverse[1, 0] + a[0, 2] * inverse[2, 0];
        for (int i = 0; i < N * N; i++)
            inverse[i / N, i % N] /= determinant;
        return inverse;
    }

    /// <summary>V·f(λ)·Vᵀ for a symmetric matrix with eigenvalues λ and eigenvectors V.</summary>
    public static double[,] Apply(double[,] symmetric, Func<double, double> f)
    {
        (double[] values, double[,] vectors) = Eigen(symmetric);
        double[,] result = new double[N, N];
        for (int i = 0; i < N * N; i++)
        {
            for (int k = 0; k < N; k++)
                result[i / N, i % N] += vectors[i / N, k] * f(values[k]) * vectors[i % N, k];
        }

        return result;
    }

    /// <summary>
    /// Eigenvalues, and eigenvectors as columns, by Jacobi's cyclic rotations (Golub &amp; Van Loan, "Matrix
    /// Computations", section 8.5).
    /// </summary>
    public static (double[] Values, double[,] Vectors) Eigen(double[,] symmetric)
    {
        double[,] a = (double[,])symmetric.Clone();
        double[,] v = new double[N, N];
        for (int i = 0; i < N; i++)
            v[i, i] = 1;
        for (int sweep = 0; sweep < MaxSweeps && a[0, 1] * a[0, 1] + a[0, 2] * a[0, 2] + a[1, 2] * a[1, 2] > 0; sweep++)
        {
            Rotate(a, v, 0, 1);
            Rotate(a, v, 0, 2);
            Rotate(a, v, 1, 2);
        }

        return ([a[0, 0], a[1, 1], a[2, 2]], v);
    }

    /// <summary>
    /// Lower triangular L with L·Lᵀ = a; a column whose pivot is at most <paramref name="smallestPivot"/>
    /// becomes 0.
    /// </summary>
    public static double[,] Cholesky(double[,] a, double smallestPivot)
    {
        double[,] l = new double[N, N];
        for (int j = 0; j < N; j++)
        {
            double pivot = a[j, j];
            for (int k = 0; k < j; k++)
                pivot -= l[j, k] * l[j, k];
            if (pivot <= smallestPivot)
                continue;
            l[j, j] = Math.Sqrt(pivot);
            for (int i = j + 1; i < N; i++)
            {
                double sum = a[i, j];
                for (int k = 0; k < j; k++)
                    sum -= l[i, k] * l[j, k];
                l[i, j] = sum / l[j, j];
            }
        }

        return l;
    }

    /// <summary>
    /// The inverse of a lower triangular matrix by forward substitution; rows without a pivot become 0.
    /// </summary>
    public static double[,] InvertLower(double[,] l)
    {
        double[,] inverse = new double[N, N];
        for (int column = 0; column < N; column++)
        {
            for (int i = column; i < N; i++)
            {
                double sum = i == column ? 1 : 0;
                for (int k = column; k < i; k++)
                    sum -= l[i, k] * inverse[k, column];
                inverse[i, column] = l[i, i] > 0 ? sum / l[i, i] : 0;
            }
        }

        return inverse;
    }

    /// <summary>One rotation in the plane (p, q) that makes a[p, q] zero.</summary>
    private static void Rotate(double[,] a, double[,] v, int p, int q)
    {
        if (a[p, q] == 0)
            return;
        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double c = 1 / Math.Sqrt(t * t + 1), s = t * c;
        for (int k = 0; k < N; k++)
            (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
        for (int k = 0; k < N; k++)
            (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
        for (int k = 0; k < N; k++)
            (v[k, p], v[k, q]) = (c * v[k, p] - s * v[k, q], s * v[k, p] + c * v[k, q]);
        a[p, q] = a[q, p] = 0;
    }
}
