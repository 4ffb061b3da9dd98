using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Losses;

public sealed class MatrixSquareRootTests
{
    private const int Size = 9;

    [Theory]
    [InlineData("reference", 1e-12)]
    [InlineData("simd", 1e-5)]
    public void Forward_OfAPositiveMatrix_SquaresToIt(string name, double tolerance)
    {
        using IBackend backend = BackendCatalogue.Open(name);
        using MatrixSquareRoot root = new(backend, "test", Size);
        // B·B + I is symmetric and its eigenvalues are at least 1.
        float[] factor = RandomData.Symmetric(Size, seed: 1);
        using Tensor b = Matrix(backend, factor), square = Matrix(backend), result = Matrix(backend), again = Matrix(backend);
        backend.MatrixProduct(b, b, 1, square);
        backend.LinearCombination([1, 1], [square, root.Identity], square);
        root.Forward(square, result);
        backend.MatrixProduct(result, result, 1, again);
        backend.LinearCombination([1, -1], [again, square], again);
        Assert.True(Norm(backend, again) <= tolerance * Norm(backend, square), $"{Norm(backend, again)} of {Norm(backend, square)}");
    }

    [Fact]
    public void BackwardOfTrace_OfADiagonalMatrix_IsHalfTheInverseRoot()
    {
        // d√λ/dλ = 1/(2√λ), and a diagonal matrix keeps its eigenvectors.
        using IBackend backend = BackendCatalogue.Open("reference");
        using MatrixSquareRoot root = new(backend, "test", Size);
        float[] diagonal = new float[Size * Size];
        for (int i = 0; i < Size; i++)
            diagonal[i * Size + i] = 0.5f + i;
        using Tensor matrix = Matrix(backend, diagonal), result = Matrix(backend), gradient = Matrix(backend);
        root.Forward(matrix, result);
        root.BackwardOfTrace(result, Norm(backend, result), scale: 3, gradient);
        float[] values = new float[Size * Size];
        backend.Download(gradient, values);
        for (int i = 0; i < Size * Size; i++)
            Assert.Equal(i % (Size + 1) == 0 ? 3 / (2 * Math.Sqrt(diagonal[i])) : 0, values[i], 1e-6);
    }

    private static Tensor Matrix(IBackend backend, float[]? values = null)
    {
        Tensor tensor = backend.Allocate("matrix", TensorShape.Matrix(Size));
        if (values is not null)
            backend.Upload(values, tensor);
        return tensor;
    }

    private static double Norm(IBackend backend, Tensor tensor)
    {
        double[] square = new double[1];
        backend.Dots([tensor], [tensor], square);
        return Math.Sqrt(square[0]);
    }
}
