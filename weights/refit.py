#!/usr/bin/env python3
"""refit.py TEACHER PICTURES OUT [SECONDS]: step 4 of README.md's method (needs numpy, torch and PIL).

Fits conv2_1 to conv3_3 of compact.safetensors further, until all channels of TEACHER (the normalised VGG19 up to conv3_4), not
only the ones that were kept, follow linearly from the network's own: least of Σ_l min_A Σ|Y − A·F|² / Σ|Y|², Y and F the
teacher's and the network's features of a layer less their means over a picture. A is solved for in closed form from what the last
160 pictures or so gave; a step divides the gradient by the layer's own AᵀA and the covariance of its inputs. PICTURES is a folder:
photos, paintings and, above all, pictures that were painted with the network; all are cut to 192×144 pixels and kept as features
(7 MB a picture).
Then conv3_4 is fitted to give what it gave, so that deeper layers stay what they were, and every layer keeps its mean.
"""
import json, pathlib, struct, sys, time
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageOps

COMPACT = pathlib.Path(__file__).resolve().parent / "compact.safetensors"
FROZEN = ["conv1_1", "conv1_2", "pool1"]
FITTED = ["conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3"]
RATE, MOMENTUM, BATCH, MOST, KEPT = 0.3, 0.9, 8, 0.02, 160


def read(path):
    """Tensors by name, metadata, and the header as it was."""
    data = pathlib.Path(path).read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__")
    kinds = {"F16": "<f2", "F32": "<f4"}
    tensors = {
        name: torch.from_numpy(np.frombuffer(
            data[8 + length + entry["data_offsets"][0]:8 + length + entry["data_offsets"][1]], kinds[entry["dtype"]],
        ).astype("f4").reshape(entry["shape"])) for name, entry in header.items()}
    return tensors, metadata, header


def write(path, tensors, metadata, header):
    """Float16, in the order of the file that was read."""
    text = json.dumps({"__metadata__": metadata, **header}, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    names = sorted(header, key=lambda name: header[name]["data_offsets"][0])
    body = b"".join(tensors[name].numpy().astype("<f2").tobytes() for name in names)
    pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + body)


def picture(path):
    """(1, 3, 144, 192), RGB in [0, 1]."""
    image = ImageOps.fit(Image.open(path).convert("RGB"), (192, 144), Image.LANCZOS)
    return torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1)[None].float() / 255


def convolve(tensors, layer, x):
    return F.conv2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), tensors[layer + ".weight"], tensors[layer + ".bias"])


def features(tensors, layers, x, inputs=None):
    """What the layers give, convolutions behind their ReLU; conv3_1 reads pool2."""
    found = {}
    for layer in layers:
        if layer in ("pool1", "conv3_1"):
            x = F.avg_pool2d(x, 2)
        if layer != "pool1":
            if inputs is not None:
                inputs[layer] = x
            x = F.relu(convolve(tensors, layer, x))
        found[layer] = x
    return found


def input_of(metadata, x):
    numbers = lambda key: torch.tensor([float(word) for word in metadata[key].split(",")]).view(1, 3, 1, 1)
    if metadata["channel_order"] == "BGR":
        x = x.flip(1)
    return (x * float(metadata["scale"]) - numbers("mean")) / numbers("std")


def centred(maps):
    """(B, C, H, W) as (B, C, positions) less each channel's mean."""
    flat = maps.flatten(2)
    return flat - flat.mean(2, keepdim=True)


def windows(x):
    """The 3×3 neighbourhood of each position and a 1, (positions, 9C + 1): what a row of weights and its bias multiply."""
    rows = F.unfold(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3)[0].t()
    return torch.cat([rows, torch.ones(len(rows), 1)], 1)


def damped(matrix, share):
    return matrix + torch.eye(len(matrix), dtype=matrix.dtype) * float(matrix.diag().mean()) * share


def shares(target):
    """(B, 1, 1): one over the energy of each picture's features."""
    return 1 / target.pow(2).sum((1, 2), keepdim=True)


def products(own, target):
    """Mean over pictures of F·Fᵀ and F·Yᵀ, each over the energy of Y."""
    weighted = own * (shares(target) / len(own))
    return torch.cat([weighted @ own.transpose(1, 2), weighted @ target.transpose(1, 2)], 2).sum(0)


def decoder(sums):
    """A: the teacher's channels from the network's."""
    own, cross = sums.double().split([len(sums), sums.shape[1] - len(sums)], 1)
    return torch.linalg.solve(damped(own, 1e-2), cross).t().float()


def begin(network, samples):
    """For each layer: the inverse of its inputs' covariance, and the products that its decoder is solved from."""
    covariances, sums = dict.fromkeys(FITTED, 0), dict.fromkeys(FITTED, 0)
    with torch.no_grad():
        for start, target in samples:
            inputs = {}
            for layer, maps in features(network, FITTED, start, inputs).items():
                rows = windows(inputs[layer])[::4]
                covariances[layer] = covariances[layer] + rows.t() @ rows / len(rows) / len(samples)
                sums[layer] = sums[layer] + products(centred(maps), target[layer].float()) / len(samples)
    return {layer: torch.linalg.inv(damped(matrix, 3e-3).double()).float() for layer, matrix in covariances.items()}, sums


def fit(network, samples, seconds):
    random = np.random.default_rng(0)
    inverses, sums = begin(network, samples)
    momenta, seen, step, start_time = {}, [], 0, time.time()
    for layer in FITTED:
        network[layer + ".weight"].requires_grad_()
        network[layer + ".bias"].requires_grad_()
    while (done := (time.time() - start_time) / seconds) < 1:
        rate = RATE * min(1, (step + 1) / 8) * (0.5 + 0.485 * np.cos(np.pi * done)) / (1 - MOMENTUM) ** 0.5
        batch = [samples[index] for index in random.choice(len(samples), BATCH)]
        targets = {layer: torch.cat([target[layer] for _, target in batch]).float() for layer in FITTED}
        found = features(network, FITTED, torch.cat([start for start, _ in batch]))
        losses, matrices = [], {}
        for layer, maps in found.items():
            own, target = centred(maps), targets[layer]
            with torch.no_grad():
                sums[layer] = sums[layer] + (products(own, target) - sums[layer]) * (BATCH / KEPT)
                matrices[layer] = decoder(sums[layer])
            losses.append(((target - matrices[layer] @ own).pow(2) * shares(target)).sum() / BATCH)
        sum(losses).backward()
        seen.append([float(loss.detach()) for loss in losses])
        with torch.no_grad():
            for depth, layer in enumerate(FITTED):
                weights, bias = network[layer + ".weight"], network[layer + ".bias"]
                gradient = torch.cat([weights.grad.flatten(1), bias.grad[:, None]], 1)
                move = torch.linalg.solve(damped(matrices[layer].t() @ matrices[layer], 0.3), gradient @ inverses[layer])
                # 0.4 of the units are active; a layer that others follow moves less.
                scale = float(shares(targets[layer]).mean()) * targets[layer].shape[2]
                move /= 2 * 0.4 * scale * (len(FITTED) - depth) ** 0.5
                move *= min(1, MOST / (float((move * gradient).sum()) + 1e-9))
                momenta[layer] = move = momenta.get(layer, 0) * MOMENTUM + move * (1 - MOMENTUM)
                weights -= rate * move[:, :-1].reshape(weights.shape)
                bias -= rate * move[:, -1]
                weights.grad = bias.grad = None
        step += 1
        if step % 20 == 0:
            print(f"step {step}: unexplained", *(f"{share:.4f}" for share in np.mean(seen[-20:], 0)), flush=True)
    return {name: tensor.detach() for name, tensor in network.items()}


def restore(old, new, starts):
    """Each layer's mean, and what conv3_4 gives, as before."""
    layers = FITTED + ["conv3_4"]
    means = {layer: np.zeros(2) for layer in FITTED}
    for start in starts:
        for side, network in enumerate((old, new)):
            for layer, maps in features(network, FITTED, start).items():
                means[layer][side] += float(maps.mean())
    before = 1.0
    for layer in FITTED:
        factor = means[layer][0] / means[layer][1]
        new[layer + ".weight"] = new[layer + ".weight"] * (factor / before)
        new[layer + ".bias"] = new[layer + ".bias"] * factor
        before = factor
    row = torch.cat([new["conv3_4.weight"].flatten(1) / before, new["conv3_4.bias"][:, None]], 1)
    square, cross, count = 0, 0, 0
    for start in starts:
        inputs = {}
        wanted = convolve(old, "conv3_4", features(old, FITTED, start)["conv3_3"]).flatten(2)[0].t()
        features(new, layers, start, inputs)
        rows = windows(inputs["conv3_4"])
        missing = (wanted - rows @ row.t()).double()
        rows = rows.double()
        square, cross, count = square + rows.t() @ rows, cross + rows.t() @ missing, count + len(rows)
    row = row + torch.linalg.solve(damped(square / count, 1e-3), cross / count).t().float()
    new["conv3_4.weight"], new["conv3_4.bias"] = row[:, :-1].reshape(new["conv3_4.weight"].shape), row[:, -1]


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__.splitlines()[0])
    teacher, teacher_metadata, _ = read(sys.argv[1])
    network, metadata, header = read(COMPACT)
    old = dict(network)
    samples = []
    with torch.no_grad():
        for path in sorted(pathlib.Path(sys.argv[2]).iterdir()):
            x = picture(path)
            seen = features(teacher, FROZEN + FITTED, input_of(teacher_metadata, x))
            start = features(network, FROZEN, input_of(metadata, x))["pool1"]
            samples.append((start, {layer: centred(seen[layer]).half() for layer in FITTED}))
    network = fit({name: tensor.clone() for name, tensor in network.items()}, samples, float((sys.argv[4:] or [600])[0]))
    with torch.no_grad():
        restore(old, network, [start for start, _ in samples])
    write(sys.argv[3], network, metadata, header)


if __name__ == "__main__":
    main()
