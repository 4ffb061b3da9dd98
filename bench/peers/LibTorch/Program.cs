// LibTorch CASE THREADS REPEATS contiguous|channels_last [GRADIENT.npy]: vgg19_torch.py's evaluation (forward, 'gatys' losses, backward to
// the picture) by LibTorch itself, through TorchSharp; prints the same line of JSON.
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

int threads = int.Parse(args[1]), repeats = int.Parse(args[2]);
bool isChannelsLast = args[3] == "channels_last";
set_num_threads(threads);
Dictionary<string, Tensor> tensors = ReadSafetensors(args[0]);
string[] style = ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"];
const string Content = "conv4_2";
int[] blocks = [2, 2, 4, 4, 1];
Tensor mean = tensor(new[] { 0.485f, 0.456f, 0.406f }).view(1, 3, 1, 1), deviation = tensor(new[] { 0.229f, 0.224f, 0.225f })
    .view(1, 3, 1, 1);
foreach (string name in tensors.Keys.Where(name => name.EndsWith(".weight", StringComparison.Ordinal)).ToArray())
    tensors[name] = InFormat(tensors[name]);

Tensor content;
Dictionary<string, Tensor> grams;
using (no_grad())
{
    content = Forward(Picture("content"))[Content].clone();
    grams = Forward(Picture("style")).Where(pair => style.Contains(pair.Key)).ToDictionary(pair => pair.Key, pair => Gram(pair.Value));
}

Tensor image = Picture("input");
image.requires_grad = true;
double loss = Evaluate();
double[] seconds = new double[repeats];
for (int i = 0; i < repeats; i++)
{
    GC.Collect();
    long begin = Stopwatch.GetTimestamp();
    loss = Evaluate();
    seconds[i] = Stopwatch.GetElapsedTime(begin).TotalSeconds;
}

Array.Sort(seconds);
if (args.Length > 4)
    WriteNpy(args[4], image.grad!);
Console.WriteLine(JsonSerializer.Serialize(new
{
    engine = $"libtorch {__version__} {args[3]}", median_s = seconds[repeats / 2], min_s = seconds[0], loss,
    peak_bytes = Process.GetCurrentProcess().PeakWorkingSet64,
}));

double Evaluate()
{
    using DisposeScope scope = NewDisposeScope();
    image.grad?.zero_();
    Dictionary<string, Tensor> features = Forward(image);
    Tensor sum = 0.5 * (features[Content] - content).square().sum();
    foreach (string name in style)
    {
        Tensor gram = Gram(features[name]);
        sum += 1e3 * 0.2 / (4.0 * gram.shape[0] * gram.shape[0]) * (gram - grams[name]).square().sum();
    }

    sum.backward();
    return sum.ToDouble();
}

Dictionary<string, Tensor> Forward(Tensor picture)
{
    Dictionary<string, Tensor> features = [];
    Tensor x = (picture - mean) / deviation;
    for (int block = 1; block <= blocks.Length; block++)
    {
        if (block > 1)
            x = F.avg_pool2d(x, 2, 2);
        for (int n = 1; n <= blocks[block - 1]; n++)
        {
            string name = $"conv{block}_{n}";
            x = F.conv2d(x, tensors[name + ".weight"], tensors[name + ".bias"], strides: [1, 1], padding: [1, 1]).relu_();
            features[name] = x;
        }
    }

    return features;
}

Tensor Picture(string name) => InFormat(tensors["image." + name].unsqueeze(0)).detach();

// Channels-last is contiguous memory of the permuted tensor.
Tensor InFormat(Tensor x) => isChannelsLast ? x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : x.contiguous();

static Tensor Gram(Tensor features)
{
    Tensor flat = features.flatten(2)[0];
    return flat.mm(flat.t()) / (double)flat.shape[1];
}

static Dictionary<string, Tensor> ReadSafetensors(string path)
{
    byte[] bytes = File.ReadAllBytes(path);
    int start = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
    using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(8, start - 8));
    Dictionary<string, Tensor> tensors = [];
    foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
    {
        int[] ends = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(end => end.GetInt32())];
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64())];
        tensors[entry.Name] = tensor(MemoryMarshal.Cast<byte, float>(bytes.AsSpan(start + ends[0], ends[1] - ends[0])).ToArray())
            .reshape(shape);
    }

    return tensors;
}

static void WriteNpy(string path, Tensor gradient)
{
    string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", gradient.shape.Skip(1))}), }}";
    header = header.PadRight((header.Length + 11 + 63) / 64 * 64 - 11) + "\n";
    using BinaryWriter writer = new(File.Create(path));
    writer.Write([0x93, .. "NUMPY"u8, 1, 0]);
    writer.Write((ushort)header.Length);
    writer.Write(Encoding.ASCII.GetBytes(header));
    writer.Write(MemoryMarshal.AsBytes<float>(gradient[0].contiguous().data<float>().ToArray()));
}
