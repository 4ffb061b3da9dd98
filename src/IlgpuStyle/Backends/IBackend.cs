using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// The one seam between style transfer and devices: every operator the engine needs, forward and backward.
/// <para>
/// Operators <i>overwrite</i> their output unless the name says <c>Accumulate</c>. Each checks its arguments
/// (<see cref="ShapeGuard"/>) and then launches; work on one backend runs in the order of the calls, and only
/// <c>Download</c> and <see cref="Synchronize"/> wait for it. No operator allocates after its first use with
/// a shape. Reductions have a fixed order: a run repeats bit for bit. Instances are not thread-safe.
/// </para>
/// </summary>
/// <exception cref="ArgumentException">
/// Shapes do not fit, or a tensor belongs to another backend (all operators).
/// </exception>
public interface IBackend : IDisposable
{
    /// <summary>Short name as on the command line: "simd", "ilgpu-cpu", "cuda", "opencl".</summary>
    string Name { get; }

    /// <summary>One line for people: device, instruction set, threads, memory.</summary>
    string Description { get; }

    /// <summary>
    /// Bytes of device memory now held by this backend: tensors, arenas, weights and workspace.
    /// </summary>
    long AllocatedBytes { get; }

    /// <summary>The largest value that <see cref="AllocatedBytes"/> has had.</summary>
    long PeakAllocatedBytes { get; }

    // ---- memory ----

    /// <summary>A tensor of zeros.</summary>
    Tensor Allocate(string name, TensorShape shape);

    /// <summary>Tensors of zeros that share one block, placed by <see cref="ArenaPlanner"/>.</summary>
    TensorArena AllocateArena(IReadOnlyList<TensorRequest> requests);

    /// <summary>Bytes that a tensor of this shape occupies in this backend's private layout.</summary>
    long StorageBytes(TensorShape shape);

    /// <summary>Bytes that a tensor of an arena occupies.</summary>
    long StorageBytes(TensorRequest request) => StorageBytes(request.Shape);

    /// <summary>
    /// Bytes that <see cref="PrepareConvolution"/> keeps for a layer; nothing is allocated.
    /// </summary>
    long WeightsBytes(ConvolutionGeometry geometry);

    /// <summary>
    /// Bytes of scratch memory that this backend holds after it has run these operators; nothing is
    /// allocated.
    /// </summary>
    long WorkspaceBytes(WorkspaceDemand demand);

    /// <summary>Slots for reduction results, zero at first.</summary>
    ScalarBuffer AllocateScalars(int length);

    /// <summary>Host to device; <paramref name="source"/> is dense (C, H, W).</summary>
    void Upload(ReadOnlySpan<float> source, Tensor destination);

    /// <summary>Device to host, dense (C, H, W); waits for all work launched before.</summary>
    void Download(Tensor source, Span<float> destination);

    /// <summary>Host to device, one channel alone; <paramref name="source"/> is dense (H, W).</summary>
    void UploadChannel(ReadOnlySpan<float> source, Tensor destination, int channel)
    {
        using Tensor plane = Allocate("a channel", destination.Shape with { Channels = 1 });
        Upload(source, plane);
        CopyChannels(plane, 0, destination, channel, 1);
        Synchronize();
    }

    /// <summary>
    /// Device to host, one channel alone, dense (H, W); waits for all work launched before.
    /// </summary>
    void DownloadChannel(Tensor source, int channel, Span<float> destination)
    {
        using Tensor plane = Allocate("a channel", source.Shape with { Channels = 1 });
        CopyChannels(source, channel, plane, 0, 1);
        Download(plane, destination);
    }

    /// <summary>Fetches all slots; waits for all work launched before.</summary>
    void Download(ScalarBuffer source, Span<double> destination);

    /// <summary>
    /// Whether the device has memory of its own, to which a <see cref="TransferBuffer"/> can carry tiles
    /// beside the operators.
    /// </summary>
    bool HasTransfers => false;

    /// <summary>Memory for transfers beside the operators; see there. Zeros on the device.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="shapes">What it will carry, one at a time.</param>
    /// <exception cref="InvalidOperationException">There are none: <see cref="HasTransfers"/>.</exception>
    TransferBuffer AllocateTransfer(string name, IReadOnlyList<TensorShape> shapes) =>
        throw new InvalidOperationException($"{name}: {Name} works in the host's memory.");

    /// <summary>
    /// Host to device, all slots. What <see cref="Download(ScalarBuffer, Span{double})"/> gave comes back
    /// with the same bits.
    /// </summary>
    void Upload(ReadOnlySpan<double> source, ScalarBuffer destination);

    /// <summary>destination = source, same shape.</summary>
    void Copy(Tensor source, Tensor destination);

    /// <summary>Every element = value.</summary>
    void Fill(Tensor destination, float value);

    /// <summary>Waits for all work launched before.</summary>
    void Synchronize();

    // ---- network ----

    /// <summary>Packs a layer's frozen weights for forward and backward.</summary>
    /// <param name="geometry">Shape of the convolution.</param>
    /// <param name="weights">(OC, IC, KH, KW), dense, correlation.</param>
    /// <param name="bias">(OC).</param>
    PreparedConvolution PrepareConvolution(
        ConvolutionGeometry geometry, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias);

    /// <summary>
    /// output = convolution(input) + bias, then max(0, ·) if <paramref name="relu"/>. Formula:
    /// <see cref="ConvolutionGeometry"/>.
    /// </summary>
    void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu);

    /// <summary>
    /// gradInput[ic,ih,iw] = Σ_oc Σ_kh Σ_kw g[oc,oh,ow] · weights[oc,ic,kh,kw] over all (oh,ow,kh,kw) that
    /// read (ih,iw) in the forward pass (through padding too, when the mode is not zero), with g =
    /// gradOutput, or, if <paramref name="reluOutput"/> is given, g = gradOutput where reluOutput &gt; 0 and
    /// 0 elsewhere (the ReLU fused into the forward pass, undone here).
    /// </summary>
    /// <param name="convolution">The layer.</param>
    /// <param name="gradOutput">∂L/∂output, (OC, OH, OW).</param>
    /// <param name="reluOutput">The forward output after ReLU, or null if no ReLU was fused.</param>
    /// <param name="gradInput">∂L/∂input, (IC, IH, IW), overwritten; may not be gradOutput.</param>
    void ConvolutionBackwardInput(
        PreparedConvolution convolution, Tensor gradOutput, Tensor? reluOutput, Tensor gradInput);

    /// <summary>
    /// A convolution with ReLU and the pooling layer behind it: output = max(0, convolution(input) + bias),
    /// pooled = pooling(output). The result is that of <see cref="ConvolutionForward"/> and
    /// <see cref="PoolForward"/>; a backend may save reading output again.
    /// </summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="pooling">Any pooling geometry.</param>
    /// <param name="input">(IC, IH, IW).</param>
    /// <param name="output">(OC, OH, OW), overwritten.</param>
    /// <param name="pooled">
    /// Shape by <see cref="PoolingGeometry.OutputShape"/> of output, overwritten.
    /// </param>
    void ConvolutionPoolForward(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor input, Tensor output, Tensor pooled);

    /// <summary>
    /// Whether <see cref="ConvolutionPoolBackwardInput"/> takes this pair of layers. Where it does, nobody
    /// needs the gradient between them.
    /// </summary>
    bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling);

    /// <summary>
    /// The backward of <see cref="ConvolutionPoolForward"/> to its input: that of <see cref="PoolBackward"/>,
    /// applied to gradPooled at reluOutput, and of <see cref="ConvolutionBackwardInput"/>, without the tensor
    /// between them.
    /// </summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="pooling">A geometry for which <see cref="FusesPoolBackward"/> holds.</param>
    /// <param name="gradPooled">∂L/∂pooled.</param>
    /// <param name="reluOutput">The forward output after ReLU, which was pooled, (OC, OH, OW).</param>
    /// <param name="gradInput">∂L/∂input, (IC, IH, IW), overwritten.</param>
    /// <exception cref="ArgumentException">The pair is not fused.</exception>
    void ConvolutionPoolBackwardInput(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor gradPooled, Tensor reluOutput, Tensor gradInput);

    /// <summary>output = max(0, input); may be in place. NaN passes through.</summary>
    void ReluForward(Tensor input, Tensor output);

    /// <summary>
    /// gradInput = gradOutput where output &gt; 0, else 0; may be in place. The gradient at 0 is 0.
    /// </summary>
    void ReluBackward(Tensor output, Tensor gradOutput, Tensor gradInput);

    /// <summary>Pooling of each channel; shapes by <see cref="PoolingGeometry.OutputShape"/>.</summary>
    void PoolForward(PoolingGeometry geometry, Tensor input, Tensor output);

    /// <summary>
    /// gradInput = the pooling's adjoint of gradOutput; for max pooling the winner is found again from
    /// <paramref name="input"/>.
    /// </summary>
    void PoolBackward(PoolingGeometry geometry, Tensor input, Tensor gradOutput, Tensor gradInput);

    /// <summary>
    /// output[c] = scale[c] · input[sourceChannel[c]] + offset[c], c in [0, C). Preprocessing, and with the
    /// inverse permutation and no offset its backward.
    /// </summary>
    void ChannelAffine(
        Tensor input, ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset, Tensor output);

    /// <summary>
    /// destination[destinationChannel + c] = source[sourceChannel + c] for c in [0, count); the other
    /// channels stay as they are. Concatenation along the channels, and its backward.
    /// </summary>
    void CopyChannels(
        Tensor source, int sourceChannel, Tensor destination, int destinationChannel, int count);

    /// <summary>
    /// destination = source on a rectangle (<see cref="WindowGeometry"/>); the rest of the destination stays
    /// as it is.
    /// </summary>
    void CopyWindow(Tensor source, Tensor destination, WindowGeometry window);

    /// <summary>destination += source on a rectangle (<see cref="WindowGeometry"/>).</summary>
    void AccumulateWindow(Tensor source, Tensor destination, WindowGeometry window);

    // ---- losses ----

    /// <summary>
    /// gram[i,j] = scale · Σ_p features[i,p] · features[j,p]; gram is (1, C, C) and exactly symmetric.
    /// </summary>
    void GramForward(Tensor features, double scale, Tensor gram);

    /// <summary>
    /// gradFeatures[i,p] += scale · Σ_j matrix[i,j] · features[j,p] with a symmetric (1, C, C) matrix. With
    /// matrix = ∂L/∂G and scale = 2·(the forward's scale) this is the backward of <see cref="GramForward"/>.
    /// </summary>
    void GramBackwardAccumulate(Tensor matrix, Tensor features, double scale, Tensor gradFeatures);

    /// <summary>results[slot] = scale · Σ (a − b)², accumulated in float64 (or as accurately).</summary>
    void SquaredDistance(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot);

    /// <summary>
    /// destination += scale · (a − b). With scale = 2·s this is the gradient of s·Σ(a−b)² with respect to a.
    /// </summary>
    void DifferenceAccumulate(Tensor a, Tensor b, double scale, Tensor destination);

    /// <summary>
    /// results[slot] = verticalWeight · Σ φ(x[c,h+1,w] − x[c,h,w]) + horizontalWeight · Σ φ(x[c,h,w+1] −
    /// x[c,h,w]), and gradImage += its gradient. <see cref="TotalVariationKind.SquaredColor"/> reads x[c,h,w] − x̄[h,w]
    /// in place of x, with x̄ the mean over the channels.
    /// </summary>
    void TotalVariationAccumulate(
        Tensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight,
        ScalarBuffer results, int slot, Tensor gradImage);

    /// <summary>
    /// results[slot] = weight · Σ (Δ↘² + Δ↙²) over all pairs of diagonal neighbours of the picture continued
    /// by one pixel on each side (the nearest pixel repeated), and gradImage += its gradient. (H+1)·(W+1)
    /// pairs a channel and direction; those across the border compare neighbours along it.
    /// </summary>
    void DiagonalVariationAccumulate(
        Tensor image, double weight, ScalarBuffer results, int slot, Tensor gradImage);

    /// <summary>
    /// sums[c] = scale · Σ_p features[c,p], accumulated in float64 (or as accurately); sums is (C, 1, 1).
    /// </summary>
    void ChannelSums(Tensor features, double scale, Tensor sums);

    /// <summary>
    /// destination[c,p] += scale · vector[c], vector (C, 1, 1). With vector = ∂L/∂sums this is the backward
    /// of <see cref="ChannelSums"/>.
    /// </summary>
    void ChannelAccumulate(Tensor vector, double scale, Tensor destination);

    /// <summary>
    /// output[c,p] = mask[p] · input[c,p], mask (1, H, W); output may be the input. Its own adjoint.
    /// </summary>
    void MaskMultiply(Tensor input, Tensor mask, Tensor output);

    /// <summary>destination[c,p] += scale · mask[p] · input[c,p], mask (1, H, W).</summary>
    void MaskMultiplyAccumulate(Tensor input, Tensor mask, double scale, Tensor destination);

    /// <summary>
    /// output[i,j] = scale · Σ_k a[i,k] · b[k,j], all (1, N, N), output neither a nor b. Not with a's
    /// transpose where a is nearly symmetric: the iterations made of it are stable only if both factors stand
    /// as they are.
    /// </summary>
    void MatrixProduct(Tensor a, Tensor b, double scale, Tensor output);

    // ---- vectors ----

    /// <summary>
    /// results[i·right.Length + j] = ⟨left[i], right[j]⟩ in float64; one pass over memory where the backend
    /// can. Waits for the result: this is the read-back of an optimiser's decision.
    /// </summary>
    void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results);

    /// <summary>
    /// The same products into the first slots of <paramref name="results"/>, where they stay: nobody waits.
    /// </summary>
    void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, ScalarBuffer results);

    /// <summary>
    /// From the products of a step of L-BFGS to the coefficients of the next direction and to what the line
    /// search decides on, without the host; formulas at <see cref="LbfgsScalars"/>.
    /// </summary>
    /// <param name="scalars">Products and Gram are read, the others overwritten.</param>
    /// <param name="pairs">k, the pairs that Products and Gram are of, at most the capacity.</param>
    /// <param name="keepPair">Whether the candidate becomes the newest pair.</param>
    void LbfgsRecursion(LbfgsScalars scalars, int pairs, bool keepPair);

    /// <summary>Σ |x|, in float64. Waits for the result.</summary>
    double SumAbsolute(Tensor x);

    /// <summary>
    /// output = Σ_i coefficients[i] · vectors[i], summed in the order given; output may be one of the
    /// vectors. Copy, scale, axpy and the end of the two-loop recursion are all this. At least one vector.
    /// </summary>
    void LinearCombination(ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors, Tensor output);

    /// <summary>The same with the first slots of <paramref name="coefficients"/>: nobody waits.</summary>
    void LinearCombination(ScalarBuffer coefficients, ReadOnlySpan<Tensor> vectors, Tensor output);

    /// <summary>
    /// fine += scale · U·coarse: bilinear upsampling by two. Along each axis fine element i is
    /// ¾·coarse[⌊i/2⌋] + ¼·coarse[j], where j is ⌊i/2⌋ − 1 for even i and ⌊i/2⌋ + 1 for odd i, limited to the
    /// tensor or, if it wraps, taken round it.
    /// </summary>
    /// <param name="coarse">(C, ⌈H/2⌉, ⌈W/2⌉).</param>
    /// <param name="scale">Factor.</param>
    /// <param name="fine">(C, H, W); with <paramref name="wraps"/> H and W are even.</param>
    /// <param name="wraps">Whether opposite borders are neighbours.</param>
    void UpsampleAccumulate(Tensor coarse, double scale, Tensor fine, bool wraps);

    /// <summary>
    /// coarse = Uᵀ·fine, the adjoint of <see cref="UpsampleAccumulate"/>: four times a smooth average.
    /// </summary>
    void UpsampleTransposed(Tensor fine, Tensor coarse, bool wraps);

    /// <summary>x = min(max(x, lower), upper).</summary>
    void Clamp(Tensor x, float lower, float upper);

    /// <summary>One step of Adam on x, in place; formula: <see cref="AdamParameters"/>.</summary>
    void AdamStep(
        Tensor x, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamParameters parameters);
}
