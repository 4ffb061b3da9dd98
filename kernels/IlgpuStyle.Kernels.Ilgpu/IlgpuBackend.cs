using System.Numerics;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Every operator as ILGPU kernels on one device: CUDA, OpenCL, or ILGPU's CPU accelerator. Work is queued on
/// one stream in the order of the calls; kernels are compiled at their first use and kept; sums are
/// <see cref="FloatPair"/>s in a fixed order. Tensors are dense (C, H, W), W fastest, on the device too.
/// </summary>
internal sealed partial class IlgpuBackend : IBackend
{
    // 256 bytes: what every driver aligns its own buffers to, and a multiple of any vector load.
    private const int AlignmentInElements = 64;

    // Products of a step of L-BFGS with ten pairs, and of all smaller ones.
    private const int FewSums = 128;

    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly LaunchPolicy _policy;
    private readonly ConvolutionChooser _chooser;
    private MemoryBuffer1D<float, Stride1D.Dense>? _workspace;
    private MemoryBuffer1D<FloatPair, Stride1D.Dense>? _partials;
    private readonly bool _soilsScratch;
    private bool _disposed;

    internal IlgpuBackend(IlgpuDeviceKind kind, Context context, Accelerator accelerator, IlgpuOptions options)
    {
        _context = context;
        _accelerator = accelerator;
        if (options.TensorCores && !TensorCore.IsPresent(accelerator))
        {
            throw new InputException($"{accelerator.Name} ({IlgpuDevice.NameOf(kind)}) has no tensor cores for TF32; expected a CUDA card "
                + "of compute capability 8.0 or later.");
        }

        _policy = new LaunchPolicy(accelerator, options);
        _halfActivations = options.HalfActivations;
        _soilsScratch = options.SoilsScratch;
        _transferStreams = StreamsOf(accelerator, options);
        _chooser = new ConvolutionChooser(accelerator, _policy, options);
        Name = IlgpuDevice.NameOf(kind);
        HasOwnMemory = IlgpuDevices.IsGpu(accelerator.Device);
        long mebibytes = IlgpuDevices.MemoryBytes(kind, accelerator.MemorySize) >> 20;
        string halves = options.HalfActivations ? ", activations in half precision" : "";
        string tensorCores = options.TensorCores ? ", wide convolutions in TF32" : "";
        string convolutions = options.Convolution == ConvolutionVariant.Automatic
            ? ""
            : $", convolutions: {options.Convolution.ToString().ToLowerInvariant()}";
        Description = $"{Name}: {accelerator.Name}, {accelerator.NumMultiprocessors} multiprocessors, {mebibytes} "
            + $"MiB{halves}{tensorCores}{convolutions}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public long AllocatedBytes { get; private set; }

    /// <inheritdoc/>
    public long PeakAllocatedBytes { get; private set; }

    /// <summary>Buffers made so far; constant once every shape has been seen.</summary>
    internal int Allocations { get; private set; }

    /// <summary>How often the host has waited for the device.</summary>
    internal int Waits { get; private set; }

    /// <summary>The device.</summary>
    internal Accelerator Accelerator => _accelerator;

    private AcceleratorStream Stream => _accelerator.DefaultStream;

    /// <summary>Opens a device by its name.</summary>
    /// <param name="kindName">"cuda", "opencl" or "ilgpu-cpu", as on the command line; "cuda:1" is the second of its kind.</param>
    /// <exception cref="InputException">No such kind or device, or it cannot be used; the message says why
    /// and what to do.</exception>
    public static IlgpuBackend Create(string kindName)
    {
        (IlgpuDeviceKind kind, int index) = IlgpuDevice.Parse(kindName)
            ?? throw new InputException(
                $"unknown ILGPU backend '{kindName}'; known: cuda, opencl, ilgpu-cpu, and cuda:1 for a second card.");
        return Create(kind, index);
    }

    /// <summary>Opens a device.</summary>
    /// <param name="kind">The family.</param>
    /// <param name="index">Position among the devices of its kind, as <see cref="IlgpuDevices.List"/> shows
    /// it.</param>
    /// <param name="options">Choices beyond the device; null for the defaults.</param>
    /// <exception cref="InputException">No such device, or it cannot be used; the message says why and what
    /// to do.</exception>
    public static IlgpuBackend Create(IlgpuDeviceKind kind, int index = 0, IlgpuOptions? options = null)
    {
        options ??= new IlgpuOptions();
        Context context = IlgpuDevices.CreateContext(kind, options.GroupSize);
        try
        {
            List<Device> devices = IlgpuDevices.OfKind(context, kind);
            if (devices.Count == 0)
                throw new InputException($"no {IlgpuDevice.NameOf(kind)} device: {IlgpuDevices.WhyNone(kind)}.");
            if ((uint)index >= (uint)devices.Count)
                throw new InputException(
                    $"no {IlgpuDevice.NameOf(kind)} device {index}: there are {devices.Count}, numbered from 0; see 'devices'.");
            return new IlgpuBackend(kind, context, IlgpuDevices.Open(context, devices[index]), options);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Allocate(string name, TensorShape shape, TensorRole role)
    {
        MemoryBuffer1D<float, Stride1D.Dense> buffer = NewBuffer<float>(name,
            StorageBytes(shape) / sizeof(float));
        return new IlgpuTensor(this, name, shape, buffer.View.BaseView.SubView(0, shape.Length), isHalf: false, buffer);
    }

    /// <inheritdoc/>
    public TensorArena AllocateArena(IReadOnlyList<TensorRequest> requests)
    {
        long[] sizes = [.. requests.Select(r => StorageBytes(r) / sizeof(float))];
        long[] offsets = ArenaPlanner.Place(requests, sizes, out long totalSize);
        MemoryBuffer1D<float, Stride1D.Dense> buffer = NewBuffer<float>("arena", Math.Max(totalSize, AlignmentInElements));
        IlgpuTensor[] tensors = new IlgpuTensor[requests.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            bool isHalf = KeepsHalf(requests[i]);
            ArrayView<float> view = buffer.View.BaseView.SubView(offsets[i], Words(requests[i].Shape, isHalf));
            tensors[i] = new IlgpuTensor(this, requests[i].Name, requests[i].Shape, view, isHalf, buffer: null);
        }

        return new IlgpuTensorArena(this, buffer, tensors);
    }

    /// <inheritdoc/>
    public long StorageBytes(TensorShape shape) => StorageBytes(shape.Length);

    /// <inheritdoc/>
    public long StorageBytes(TensorRequest request) => StorageBytes(Words(request.Shape, KeepsHalf(request)));

    /// <inheritdoc/>
    public ScalarBuffer AllocateScalars(int length) =>
        new IlgpuScalarBuffer(this, length, NewBuffer<FloatPair>("scalars", Math.Max(1, length)));

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<float> source, Tensor destination)
    {
        ShapeGuard.Length("Upload", destination, source.Length);
        FeatureView features = Features("Upload", destination);
        if (features.IsHalf)
        {
            UploadHalves(source, features);
            return;
        }

        ArrayView<float> view = features.Words;
        if (source.Length > 0)
            view.CopyFromCPU(Stream, source);
    }

    /// <inheritdoc/>
    public void Download(Tensor source, Span<float> destination)
    {
        ShapeGuard.Length("Download", source, destination.Length);
        FeatureView features = Features("Download", source);
        if (features.IsHalf)
        {
            DownloadHalves(features, destination);
            return;
        }

        ArrayView<float> view = features.Words;
        try
        {
            Waits++;
            if (destination.Length > 0)
                view.CopyToCPU(Stream, destination);
            Stream.Synchronize();
        }
        catch (AcceleratorException exception)
        {
            throw Failure(exception);
        }
    }

    /// <inheritdoc/>
    public void Download(ScalarBuffer source, Span<double> destination)
    {
        if (destination.Length != source.Length)
            throw new ArgumentException($"Download: {source.Length} slots, the array has {destination.Length}.");
        try
        {
            Waits++;
            Scalars("Download", source).Read(Stream, destination);
        }
        catch (AcceleratorException exception)
        {
            throw Failure(exception);
        }
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<double> source, ScalarBuffer destination)
    {
        ShapeGuard.Length("Upload", destination, source.Length);
        Scalars("Upload", destination).Write(Stream, source);
    }

    /// <inheritdoc/>
    public void Synchronize()
    {
        try
        {
            Waits++;
            Stream.Synchronize();
        }
        catch (AcceleratorException exception)
        {
            throw Failure(exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        // The accelerator owns every buffer and kernel that it made.
        _accelerator.Dispose();
        _context.Dispose();
        AllocatedBytes = 0;
    }

    /// <summary>Gives a buffer back, after the work that uses it.</summary>
    internal void Free<T>(MemoryBuffer1D<T, Stride1D.Dense> buffer)
        where T : unmanaged
    {
        if (_disposed)
            return;
        Waits++;
        Stream.Synchronize();
        AllocatedBytes -= buffer.LengthInBytes;
        buffer.Dispose();
    }

    private MemoryBuffer1D<T, Stride1D.Dense> NewBuffer<T>(string name, long length)
        where T : unmanaged
    {
        // Kernels count with int and step by the whole grid: stay clear of its end.
        if (length > int.MaxValue - (1 << 24))
            throw new InputException($"'{name}' has {length} elements, more than a kernel can count: use a smaller picture.");
        MemoryBuffer1D<T, Stride1D.Dense> buffer;
        try
        {
            buffer = _accelerator.Allocate1D<T>(length);
        }
        catch (Exception exception) when (exception is AcceleratorException or OutOfMemoryException)
        {
            throw new InputException(
                $"{Description}: no room for '{name}' ({length * Unsafe.SizeOf<T>() >> 20} MiB; {AllocatedBytes >> 20} MiB are in use): "
                + "use a smaller picture, fewer L-BFGS pairs or another backend.", exception);
        }

        buffer.View.BaseView.MemSetToZero(Stream);
        Allocations++;
        AllocatedBytes += buffer.LengthInBytes;
        PeakAllocatedBytes = Math.Max(PeakAllocatedBytes, AllocatedBytes);
        return buffer;
    }

    private MemoryBuffer1D<float, Stride1D.Dense> NewBuffer(string name, ReadOnlySpan<float> values)
    {
        MemoryBuffer1D<float, Stride1D.Dense> buffer = NewBuffer<float>(name, values.Length);
        buffer.View.BaseView.CopyFromCPU(Stream, values);
        return buffer;
    }

    // Both kinds of workspace grow to the largest use and stay: nothing is allocated once every shape has
    // been seen. Sums by powers of two from 128 on, so that L-BFGS's growing history does not ask for more at each step.
    private ArrayView<float> Workspace(long length)
    {
        if (_workspace is null || _workspace.Length < length)
        {
            if (_workspace is not null)
                Free(_workspace);
            _workspace = null;
            _workspace = NewBuffer<float>("workspace", Math.Max(length, AlignmentInElements));
        }

        return Fresh(_workspace);
    }

    private ArrayView<FloatPair> Partials(int sums)
    {
        int length = RoomFor(sums) * _policy.ReductionGroups;
        if (_partials is null || _partials.Length < length)
        {
            if (_partials is not null)
                Free(_partials);
            _partials = null;
            _partials = NewBuffer<FloatPair>("partial sums", length);
        }

        return Fresh(_partials);
    }

    /// <summary>All of a buffer that an operator is about to write; in tests it holds NaN.</summary>
    private ArrayView<T> Fresh<T>(MemoryBuffer1D<T, Stride1D.Dense> buffer)
        where T : unmanaged
    {
        ArrayView<T> view = buffer.View.BaseView;
        if (_soilsScratch)
            view.MemSet(Stream, 0xFF);
        return view;
    }

    private static int RoomFor(int sums) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(sums, FewSums));

    private static long StorageBytes(long words)
    {
        long blocks = Math.Max(1, (words + AlignmentInElements - 1) / AlignmentInElements);
        return blocks * AlignmentInElements * sizeof(float);
    }

    private FeatureView Features(string operation, Tensor tensor) =>
        tensor is IlgpuTensor own && own.Owner == this
            ? own.View
            : throw new ArgumentException($"{operation}: '{tensor.Name}' is not (or no longer) a tensor of {Name}.");

    // For operators of pictures, gradients, matrices and vectors, which are always float32.
    private ArrayView<float> View(string operation, Tensor tensor)
    {
        FeatureView view = Features(operation, tensor);
        return view.IsHalf
            ? throw new ArgumentException($"{operation}: '{tensor.Name}' is an activation in half precision, which this operator does "
                + "not take.")
            : view.Words;
    }

    private IlgpuScalarBuffer Scalars(string operation, ScalarBuffer scalars) =>
        scalars is IlgpuScalarBuffer own && own.Owner == this
            ? own
            : throw new ArgumentException($"{operation}: the scalars are not (or no longer) of {Name}.");

    private InputException Failure(AcceleratorException exception) =>
        new($"{Description}: the device failed ({DeviceFailure.FirstLine(exception)}): check the driver, or use another backend.",
            exception);
}
