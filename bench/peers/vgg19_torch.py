#!/usr/bin/env python3
"""One evaluation of style transfer (forward, losses, backward to the picture) in PyTorch, as tightly as it can be called.

Reads the case that the benchmark program wrote (weights and pictures in one safetensors file), times the 'gatys' formula and
prints one JSON line: seconds per evaluation (median, min), peak memory, loss. With --out the gradient is saved as .npy.

Tightly means: weights need no gradient, ReLU in place, oneDNN convolutions, as many threads as asked for and no more, targets
computed once outside, and the better of both memory formats (the caller runs each). On a card (--cuda) convolutions take TF32 unless
--no-tf32 is given, as PyTorch does by itself; matrix products take float32, as it does too.
"""
import argparse
import json
import resource
import struct
import sys
import time

import numpy
import torch

STYLE = ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"]
CONTENT = "conv4_2"


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = torch.from_numpy(
            numpy.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"]).copy())
    return tensors


class Network(torch.nn.Module):
    """VGG19's blocks up to conv5_1, average pooling, features after ReLU."""

    def __init__(self, tensors, memory_format, device):
        super().__init__()
        self.names, self.convolutions = [], torch.nn.ModuleList()
        for block, count in enumerate([2, 2, 4, 4, 1], start=1):
            for n in range(1, count + 1):
                name = f"conv{block}_{n}"
                weight = tensors[name + ".weight"]
                layer = torch.nn.Conv2d(weight.shape[1], weight.shape[0], 3, padding=1)
                layer.weight = torch.nn.Parameter(weight, requires_grad=False)
                layer.bias = torch.nn.Parameter(tensors[name + ".bias"], requires_grad=False)
                self.names.append(name)
                self.convolutions.append(layer)
        self.to(device=device, memory_format=memory_format)
        self.mean = torch.tensor([0.485, 0.456, 0.406], device=device).view(1, 3, 1, 1)
        self.deviation = torch.tensor([0.229, 0.224, 0.225], device=device).view(1, 3, 1, 1)

    def forward(self, image):
        features, x, block = {}, (image - self.mean) / self.deviation, "1"
        for name, layer in zip(self.names, self.convolutions):
            if name[4] != block:
                x, block = torch.nn.functional.avg_pool2d(x, 2), name[4]
            x = torch.nn.functional.relu_(layer(x))
            if name in STYLE or name == CONTENT:
                features[name] = x
        return features


def require_optimised_blas():
    """Ends the script if matrix products would run on the reference BLAS, a plain loop tens of times slower: no best case."""
    torch.ones(64, 64) @ torch.ones(64, 64)
    with open("/proc/self/maps") as maps:
        libraries = maps.read()
    if not any(name in libraries for name in ("openblas", "mkl_", "blis", "atlas")):
        sys.exit("vgg19_torch.py: torch uses the reference BLAS; on Debian: apt-get install libopenblas0-pthread")


def gram(features):
    flat = features.flatten(2)[0]
    return flat @ flat.T / flat.shape[1]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("case")
    arguments.add_argument("--threads", type=int, default=0)
    arguments.add_argument("--repeats", type=int, default=5)
    arguments.add_argument("--channels-last", action="store_true")
    arguments.add_argument("--cuda", action="store_true")
    arguments.add_argument("--no-tf32", action="store_true")
    arguments.add_argument("--out")
    options = arguments.parse_args()
    if options.cuda:
        if options.no_tf32:
            torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
        torch.backends.cudnn.benchmark = True
    else:
        torch.set_num_threads(options.threads or torch.get_num_threads())
        require_optimised_blas()
    device = torch.device("cuda" if options.cuda else "cpu")
    memory_format = torch.channels_last if options.channels_last else torch.contiguous_format
    tensors = read_safetensors(options.case)
    network = Network(tensors, memory_format, device)

    def picture(name):
        return tensors["image." + name][None].to(device).contiguous(memory_format=memory_format)

    with torch.no_grad():
        content = network(picture("content"))[CONTENT].clone()
        style = {name: gram(f) for name, f in network(picture("style")).items() if name in STYLE}
    image = picture("input").requires_grad_(True)

    def evaluate():
        image.grad = None
        features = network(image)
        loss = 0.5 * (features[CONTENT] - content).square().sum()
        for name in STYLE:
            g = gram(features[name])
            loss = loss + 1e3 * 0.2 / (4 * g.shape[0] ** 2) * (g - style[name]).square().sum()
        loss.backward()
        if options.cuda:
            torch.cuda.synchronize()
        return loss.item()

    # More than one: cuDNN measures its algorithms at first.
    for _ in range(3 if options.cuda else 1):
        evaluate()
    seconds = []
    for _ in range(options.repeats):
        begin = time.perf_counter()
        loss = evaluate()
        seconds.append(time.perf_counter() - begin)
    if options.out:
        numpy.save(options.out, image.grad[0].contiguous().cpu().numpy())
    print(json.dumps({
        "engine": "pytorch " + torch.__version__ + (" channels_last" if options.channels_last else " contiguous")
                  + ((" float32" if options.no_tf32 else " tf32") if options.cuda else ""),
        "median_s": sorted(seconds)[len(seconds) // 2], "min_s": min(seconds), "loss": loss,
        "backend_bytes": torch.cuda.max_memory_allocated() if options.cuda else 0,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


if __name__ == "__main__":
    main()
