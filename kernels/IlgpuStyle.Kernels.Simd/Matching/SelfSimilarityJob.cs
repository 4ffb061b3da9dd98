using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Matching;

/// <summary>
/// Σ_ij |D_ij/s_j − E_ij/t_j| of two symmetric matrices of cosines, s and t the columns' sums of distances, and its symmetric derivative;
/// planar (N, N). First columns, 64 an item: 1/s, 1/t, w_j = Σ_i sign_ij·D_ij/s_j and the value. Then rows, 16 an item:
/// gradient[i,j] = −scale/2 · ((sign_ij − w_j)/s_j + (sign_ji − w_i)/s_i), where sign_ji needs no other element, because D and E are
/// symmetric. Sums in float64.
/// </summary>
internal sealed unsafe class SelfSimilarityJob : Job
{
    private const int ItemColumns = 64;
    private const int ItemRows = 16;
    private const double LeastShare = 1e-6;

    private int _n;
    private float* _cosines;
    private float* _target;
    private float* _gradient;
    private double* _inverse;
    private double* _targetInverse;
    private double* _weighted;
    private double* _partial;
    private double _scale;
    private bool _isGradient;

    /// <inheritdoc/>
    public override string Operation => "self-similarity";

    /// <summary>Returns the value, overwrites the gradient.</summary>
    public double Run(SimdContext context, SimdTensor cosines, SimdTensor target, double scale, SimdTensor gradCosines)
    {
        _n = cosines.Shape.Width;
        _cosines = cosines.Pointer;
        _target = target.Pointer;
        _gradient = gradCosines.Pointer;
        _scale = scale;
        int items = (_n + ItemColumns - 1) / ItemColumns;
        _inverse = (double*)context.Shared.Reserve(SimdContext.Exchange, (3L * _n + items) * sizeof(double));
        _targetInverse = _inverse + _n;
        _weighted = _inverse + 2 * _n;
        _partial = _inverse + 3 * _n;
        _isGradient = false;
        double sum = context.Sum(this, items, _partial);
        _isGradient = true;
        context.Team.Run(this, (_n + ItemRows - 1) / ItemRows);
        return scale * sum;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        if (!_isGradient)
        {
            _partial[item] = Columns(item * ItemColumns, Math.Min(_n, (item + 1) * ItemColumns));
            return;
        }

        for (int i = item * ItemRows; i < Math.Min(_n, (item + 1) * ItemRows); i++)
            Row(i);
    }

    private double Columns(int first, int end)
    {
        new Span<double>(_inverse + first, end - first).Clear();
        new Span<double>(_targetInverse + first, end - first).Clear();
        new Span<double>(_weighted + first, end - first).Clear();
        for (int i = 0; i < _n; i++)
        {
            float* cosines = _cosines + (long)i * _n, target = _target + (long)i * _n;
            for (int j = first; j < end; j++)
            {
                _inverse[j] += i == j ? 0 : 1.0 - cosines[j];
                _targetInverse[j] += i == j ? 0 : 1.0 - target[j];
            }
        }

        for (int j = first; j < end; j++)
        {
            _inverse[j] = _inverse[j] < LeastShare * _n ? 0 : 1 / _inverse[j];
            _targetInverse[j] = _targetInverse[j] < LeastShare * _n ? 0 : 1 / _targetInverse[j];
        }

        double sum = 0;
        for (int i = 0; i < _n; i++)
        {
            float* cosines = _cosines + (long)i * _n, target = _target + (long)i * _n;
            for (int j = first; j < end; j++)
            {
                if (i == j)
                    continue;
                double share = (1.0 - cosines[j]) * _inverse[j], difference = share - (1.0 - target[j]) * _targetInverse[j];
                sum += Math.Abs(difference);
                _weighted[j] += difference > 0 ? share : difference < 0 ? -share : 0;
            }
        }

        return sum;
    }

    private void Row(int i)
    {
        float* cosines = _cosines + (long)i * _n, target = _target + (long)i * _n, gradient = _gradient + (long)i * _n;
        double inverse = _inverse[i], targetInverse = _targetInverse[i], weighted = _weighted[i];
        for (int j = 0; j < _n; j++)
        {
            double distance = 1.0 - cosines[j], targetDistance = 1.0 - target[j];
            double ofColumn = Sign(distance * _inverse[j] - targetDistance * _targetInverse[j]) - _weighted[j];
            double ofRow = Sign(distance * inverse - targetDistance * targetInverse) - weighted;
            gradient[j] = i == j ? 0 : (float)(-0.5 * _scale * (ofColumn * _inverse[j] + ofRow * inverse));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sign(double value) => value > 0 ? 1 : value < 0 ? -1 : 0;
}
