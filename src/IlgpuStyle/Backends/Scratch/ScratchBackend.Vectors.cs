using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends.Scratch;

/// <content>Operators that work band by band.</content>
internal sealed partial class ScratchBackend
{
    /// <inheritdoc/>
    public override void Copy(Tensor source, Tensor destination)
    {
        if (!IsInFile(source) && !IsInFile(destination))
        {
            Actual.Copy(source, destination);
            return;
        }

        ShapeGuard.Same(nameof(Copy), source, destination);
        foreach (ScratchTensor.Area area in Bands(source.Shape))
            Store(Load(0, source, area), destination, area);
    }

    /// <inheritdoc/>
    public override void Fill(Tensor destination, float value)
    {
        if (!IsInFile(destination))
        {
            Actual.Fill(destination, value);
            return;
        }

        foreach (ScratchTensor.Area area in Bands(destination.Shape))
        {
            TensorShape shape = destination.Shape with { Height = area.Height, Width = area.Width };
            Host(shape).Fill(value);
            ((ScratchTensor)destination).Write(area, Host(shape));
        }
    }

    /// <inheritdoc/>
    public override void CopyWindow(Tensor source, Tensor destination, WindowGeometry window) =>
        Move(source, destination, window, accumulate: false);

    /// <inheritdoc/>
    public override void AccumulateWindow(Tensor source, Tensor destination, WindowGeometry window) =>
        Move(source, destination, window, accumulate: true);

    /// <inheritdoc/>
    public override void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results)
    {
        if (!AnyInFile(left) && !AnyInFile(right))
        {
            Actual.Dots(left, right, results);
            return;
        }

        ShapeGuard.Dots(left, right, results.Length);
        double[] part = new double[results.Length];
        Tensor[] bands = new Tensor[left.Length + right.Length];
        results.Clear();
        foreach (ScratchTensor.Area area in Bands(left[0].Shape))
        {
            for (int i = 0; i < left.Length; i++)
                bands[i] = Load(i, left[i], area);
            for (int j = 0; j < right.Length; j++)
            {
                // A vector on both sides is read once.
                int same = IndexOf(left, right[j]);
                bands[left.Length + j] = same >= 0 ? bands[same] : Load(left.Length + j, right[j], area);
            }

            Actual.Dots(bands.AsSpan(0, left.Length), bands.AsSpan(left.Length), part);
            for (int i = 0; i < part.Length; i++)
                results[i] += part[i];
        }
    }

    /// <inheritdoc/>
    public override void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, ScalarBuffer results)
    {
        if (!AnyInFile(left) && !AnyInFile(right))
        {
            Actual.Dots(left, right, results);
            return;
        }

        ShapeGuard.Dots(left, right, results);
        double[] sums = new double[results.Length];
        Dots(left, right, sums.AsSpan(0, left.Length * right.Length));
        Actual.Upload(sums, results);
    }

    /// <inheritdoc/>
    public override double SumAbsolute(Tensor x)
    {
        if (!IsInFile(x))
            return Actual.SumAbsolute(x);
        double sum = 0;
        foreach (ScratchTensor.Area area in Bands(x.Shape))
            sum += Actual.SumAbsolute(Load(0, x, area));
        return sum;
    }

    /// <inheritdoc/>
    public override void LinearCombination(ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        if (!AnyInFile(vectors) && !IsInFile(output))
        {
            Actual.LinearCombination(coefficients, vectors, output);
            return;
        }

        ShapeGuard.Combination(nameof(LinearCombination), coefficients.Length, vectors, output);
        Tensor[] bands = new Tensor[vectors.Length];
        foreach (ScratchTensor.Area area in Bands(output.Shape))
        {
            Tensor sum = LoadTerms(vectors, output, area, bands);
            Actual.LinearCombination(coefficients, bands, sum);
            Store(sum, output, area);
        }
    }

    /// <inheritdoc/>
    public override void LinearCombination(ScalarBuffer coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        if (!AnyInFile(vectors) && !IsInFile(output))
        {
            Actual.LinearCombination(coefficients, vectors, output);
            return;
        }

        ShapeGuard.Combination(nameof(LinearCombination), coefficients, vectors, output);
        Tensor[] bands = new Tensor[vectors.Length];
        foreach (ScratchTensor.Area area in Bands(output.Shape))
        {
            Tensor sum = LoadTerms(vectors, output, area, bands);
            Actual.LinearCombination(coefficients, bands, sum);
            Store(sum, output, area);
        }
    }

    /// <inheritdoc/>
    public override void Clamp(Tensor x, float lower, float upper)
    {
        if (!IsInFile(x))
        {
            Actual.Clamp(x, lower, upper);
            return;
        }

        foreach (ScratchTensor.Area area in Bands(x.Shape))
        {
            Tensor band = Load(0, x, area);
            Actual.Clamp(band, lower, upper);
            Store(band, x, area);
        }
    }

    /// <inheritdoc/>
    public override void AdamStep(Tensor x, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamParameters parameters)
    {
        Tensor[] all = [x, gradient, firstMoment, secondMoment];
        if (!AnyInFile(all))
        {
            Actual.AdamStep(x, gradient, firstMoment, secondMoment, parameters);
            return;
        }

        foreach (Tensor tensor in all)
            ShapeGuard.Same(nameof(AdamStep), x, tensor);
        foreach (ScratchTensor.Area area in Bands(x.Shape))
        {
            Tensor[] bands = [.. all.Select((tensor, i) => Load(i, tensor, area))];
            Actual.AdamStep(bands[0], bands[1], bands[2], bands[3], parameters);
            foreach (int written in (int[])[0, 2, 3])
                Store(bands[written], all[written], area);
        }
    }

    /// <summary>One band of each vector, and the band for their sum.</summary>
    private Tensor LoadTerms(
        ReadOnlySpan<Tensor> vectors, Tensor output, ScratchTensor.Area area, Tensor[] bands)
    {
        for (int i = 0; i < vectors.Length; i++)
            bands[i] = Load(i, vectors[i], area);
        return Band(vectors.Length, output.Shape with { Height = area.Height, Width = area.Width });
    }

    private static bool IsInFile(Tensor tensor) => tensor is ScratchTensor;

    private static bool AnyInFile(ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
        {
            if (IsInFile(tensor))
                return true;
        }

        return false;
    }

    private static int IndexOf(ReadOnlySpan<Tensor> tensors, Tensor tensor)
    {
        for (int i = 0; i < tensors.Length; i++)
        {
            if (ReferenceEquals(tensors[i], tensor))
                return i;
        }

        return -1;
    }

    /// <summary>The bands of a tensor; in a rehearsal, where only the memory that they take counts, the first and the last one.</summary>
    private IEnumerable<ScratchTensor.Area> Bands(TensorShape shape)
    {
        int rows = BandRows(shape.Channels, shape.Width), last = (shape.Height - 1) / rows * rows;
        for (int top = 0; top < shape.Height; top = IsRehearsal && top == 0 ? Math.Max(rows, last) : top + rows)
            yield return new ScratchTensor.Area(top, 0, Math.Min(rows, shape.Height - top), shape.Width);
    }

    private void Move(Tensor source, Tensor destination, WindowGeometry window, bool accumulate)
    {
        if (!IsInFile(source) && !IsInFile(destination))
        {
            if (accumulate)
                Actual.AccumulateWindow(source, destination, window);
            else
                Actual.CopyWindow(source, destination, window);
            return;
        }

        ShapeGuard.Window(nameof(CopyWindow), source, destination, window);
        int rows = BandRows(source.Shape.Channels, window.Width);
        for (int row = 0; row < window.Height; row += rows)
        {
            int height = Math.Min(rows, window.Height - row);
            ScratchTensor.Area to = new(window.DestinationTop + row, window.DestinationLeft, height, window.Width);
            Tensor band = Load(0, source, new ScratchTensor.Area(window.SourceTop + row, window.SourceLeft, height, window.Width));
            if (accumulate)
            {
                Tensor before = Load(1, destination, to);
                Actual.AccumulateWindow(before, band, new WindowGeometry(0, 0, 0, 0, height, window.Width));
            }

            Store(band, destination, to);
        }
    }
}
