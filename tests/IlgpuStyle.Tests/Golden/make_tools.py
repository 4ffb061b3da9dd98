"""Makes tools-*.safetensors: what public style transfer tools compute for one pair of pictures, by an independent autograd.

    python3 make_tools.py

Needs numpy, torch (used: 1.13.0) and Pillow (used: 9.4.0). Everything is float64 but what a tool itself rounds (8-bit resizing). The
formulas are written down from the tools' documented behaviour, one function a tool, with autograd for the gradients; nothing here shares
code with the engine. Two files, because a file holds one network: Caffe's normalisation (BGR, 0-255) and torchvision's.
"""
import json
import math
import struct

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

torch.set_default_dtype(torch.float64)
WIDTHS = {1: 6, 2: 8, 3: 12, 4: 16, 5: 16}
LAYERS = ["conv1_1", "conv1_2", "pool1", "conv2_1", "conv2_2", "pool2", "conv3_1", "conv3_2", "conv3_3", "conv3_4", "pool3",
          "conv4_1", "conv4_2", "conv4_3", "conv4_4", "pool4", "conv5_1", "conv5_2"]
STYLE = ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"]
CAFFE_MEAN = [103.939, 116.779, 123.68]
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def network(rng):
    weights, channels = {}, 3
    for name in LAYERS:
        if name.startswith("pool"):
            continue
        width = WIDTHS[int(name[4])]
        kernel = rng.normal(size=(width, channels, 3, 3)) * math.sqrt(2 / (9 * channels))
        weights[name] = (kernel.astype(np.float32), (0.1 * rng.normal(size=width)).astype(np.float32))
        channels = width
    return weights


def picture(rng, width, height):
    """Waves and noise, 8 bits a channel, (H, W, 3)."""
    y, x = np.mgrid[0:height, 0:width]
    planes = []
    for _ in range(3):
        a, b, c = rng.uniform(0.05, 0.6, size=3)
        planes.append(0.5 + 0.25 * np.sin(a * x + b * y) + 0.15 * np.cos(c * x - a * y) + 0.05 * rng.normal(size=(height, width)))
    return np.clip(np.rint(255 * np.stack(planes, -1)), 0, 255).astype(np.uint8)


def real(array):
    """In the precision of the run: float64 here, also float32 for make_trajectories.py."""
    return torch.tensor(np.asarray(array, dtype=np.float64)).to(torch.get_default_dtype())


def to_tensor(array):
    return real(array.transpose(2, 0, 1)) / 255


# ---- resizing ----

def pil(array, width, height, kind):
    return to_tensor(np.asarray(Image.fromarray(array).resize((width, height), kind)))


def torch7_line(source, length):
    """torch/image's scaleLinear along axis 0: means over areas when shrinking, linear with aligned corners when growing."""
    n = source.shape[0]
    out = np.zeros((length,) + source.shape[1:])
    if length == n:
        return source.copy()
    if length > n:
        step = np.float32(n - 1) / np.float32(length - 1)
        for i in range(length - 1):
            at = np.float32(i * step)
            first = int(at)
            part = float(at - first)
            out[i] = (1 - part) * source[first] + part * source[first + 1]
        out[length - 1] = source[n - 1]
        return out
    step, first, part = np.float32(n) / np.float32(length), 0, 0.0
    for i in range(length):
        end = np.float32((i + 1) * step)
        last, rest = int(end), float(end - int(end))
        total, weight = (1 - part) * source[first], 1 - part
        for k in range(first + 1, last):
            total, weight = total + source[k], weight + 1
        if last < n:
            total, weight = total + rest * source[last], weight + rest
        out[i] = total / weight
        first, part = last, rest
    return out


def torch7(array, width, height):
    x = array.astype(np.float64) / 255
    x = torch7_line(x.transpose(1, 0, 2), width).transpose(1, 0, 2)
    return real(torch7_line(x, height).transpose(2, 0, 1))


def plain_bilinear(array, width, height):
    """tf.image.resize: a + part·(b − a), first along the rows; what is flat stays flat to the last bit."""
    x = to_tensor(array)
    for axis, length in ((2, width), (1, height)):
        n = x.shape[axis]
        at = (np.arange(length) + 0.5) * n / length - 0.5
        below, part = np.floor(at), at - np.floor(at)
        a, b = (x.index_select(axis, torch.tensor(np.clip(i, 0, n - 1).astype(int))) for i in (below, below + 1))
        x = a + real(part).reshape([-1 if k == axis else 1 for k in range(3)]) * (b - a)
    return x


# ---- the network ----

def features(weights, x, pool="max", ceil=False, scale=1.0, first_padding="constant"):
    found = {}
    x = x[None]
    for name in LAYERS:
        if name.startswith("pool"):
            if pool == "max":
                x = F.max_pool2d(x, 2, 2, ceil_mode=ceil)
            elif pool == "average":
                x = scale * F.avg_pool2d(x, 2, 2)
            else:
                squares = 4 * F.avg_pool2d(x * x, 2, 2)
                # The root's slope at 0 is infinite, the features' own is 0 there: no gradient.
                x = scale * torch.where(squares > 0, torch.sqrt(torch.where(squares > 0, squares, torch.ones_like(squares))), 0 * squares)
            continue
        kernel, bias = (real(t) for t in weights[name])
        x = F.pad(x, (1, 1, 1, 1), mode=first_padding if name == "conv1_1" else "constant")
        x = F.relu(F.conv2d(x, kernel, bias))
        found[name] = x[0]
    return found


def caffe(image, scale=255.0):
    return scale * image[[2, 1, 0]] - torch.tensor(CAFFE_MEAN)[:, None, None]


def torchvision(image):
    return (image - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


def gram(f):
    m = f.flatten(1)
    return m @ m.T


def mean_square(x):
    return (x * x).mean()


# ---- the tools: (terms, extra gradient term that the loss leaves out), of pictures in the tool's own pixels ----

def shares(style):
    """[(picture, share)] of one picture, or of several as they are."""
    return style if isinstance(style, list) else [(style, 1.0)]


def gram_terms(f, targets, factor, divisor):
    """Style layers: factor(C) · mean((G − A)²), G the Gram matrix over divisor(features), A the targets' mean by their shares."""
    terms = []
    for layer in STYLE:
        a = sum(share * gram(s[layer]) / divisor(s[layer]) for s, share in targets)
        terms.append(("style", layer, factor(len(a)) * mean_square(gram(f[layer]) / divisor(f[layer]) - a)))
    return terms


def neural_style(weights, z, content, style):
    """jcjohnson/neural-style: pixels times 256, ceil max pooling, total variation in the gradient alone."""
    run = lambda image: features(weights, image, ceil=True)
    f, p = run(z), run(content)
    terms = [("content", "conv4_2", 5 * mean_square(f["conv4_2"] - p["conv4_2"]))]
    terms += gram_terms(f, [(run(s), share) for s, share in shares(style)], lambda c: 100, lambda t: t.numel())
    inside = z[:, :-1, :-1]
    hidden = 1e-3 * 0.5 * (((inside - z[:, :-1, 1:]) ** 2).sum() + ((inside - z[:, 1:, :-1]) ** 2).sum())
    return terms, hidden


def absolute_variation(z):
    return (z[:, 1:] - z[:, :-1]).abs().sum() + (z[:, :, 1:] - z[:, :, :-1]).abs().sum()


def neural_style_pt(weights, z, content, style, pool="max", tv=1e-3, normalize=False):
    run = lambda image: features(weights, image, pool=pool)
    f, p = run(z), run(content)
    # -normalize_weights: a strength is divided by the longest extent of its target, (C, H, W) or (C, C).
    strength = 5 / max(p["conv4_2"].shape) if normalize else 5
    terms = [("content", "conv4_2", strength * mean_square(f["conv4_2"] - p["conv4_2"]))]
    targets = [(run(s), share) for s, share in shares(style)]
    terms += gram_terms(f, targets, lambda c: 100 / c if normalize else 100, lambda t: t.numel())
    if tv > 0:
        terms.append(("tv", "", tv * absolute_variation(z)))
    return terms, 0


def leongatys(weights, z, content, style, pool="max"):
    run = lambda image: features(weights, image, pool=pool)
    f, p = run(z), run(content)
    terms = [("content", "conv4_2", mean_square(f["conv4_2"] - p["conv4_2"]))]
    terms += gram_terms(f, [(run(s), share) for s, share in shares(style)], lambda c: 1e3 / c ** 2, lambda t: t[0].numel())
    return terms, 0


def quarter_mean(weights, z, content, style, content_term, style_weight):
    run = lambda image: features(weights, image, pool="average")
    f, p, s = run(z), run(content), run(style)
    terms = [("content", "conv4_2", content_term(f["conv4_2"], p["conv4_2"]))]
    terms += gram_terms(f, [(s, 1.0)], lambda c: style_weight * 0.2 / 4, lambda t: t[0].numel())
    return terms, 0


def gatys(weights, z, content, style):
    return quarter_mean(weights, z, content, style, lambda f, p: 0.5 * ((f - p) ** 2).sum(), 1e3)


def coursera(weights, z, content, style):
    return quarter_mean(weights, z, content, style, lambda f, p: 10 * ((f - p) ** 2).sum() / (4 * f.numel()), 40)


def tf_tutorial(weights, x, content, style):
    run = lambda image: features(weights, caffe(image))
    f, p = run(x), run(content)
    terms = [("content", "conv5_2", 1e4 * mean_square(f["conv5_2"] - p["conv5_2"]))]
    terms += gram_terms(f, [(run(s), share) for s, share in shares(style)], lambda c: 1e-2 / 5, lambda t: t[0].numel())
    terms.append(("tv", "", 30 * absolute_variation(x)))
    return terms, 0


def cs231n(weights, x, content, style):
    run = lambda image: features(weights, torchvision(image))
    f, p, s = run(x), run(content), run(style)
    terms = [("content", "conv3_2", 0.06 * ((f["conv3_2"] - p["conv3_2"]) ** 2).sum())]
    for layer, weight in (("conv1_1", 300), ("conv2_1", 1), ("conv3_1", 15), ("conv4_1", 3)):
        terms.append(("style", layer, weight * ((gram(f[layer]) / f[layer].numel() - gram(s[layer]) / s[layer].numel()) ** 2).sum()))
    z = torchvision(x)
    terms.append(("tv", "", 0.02 * (((z[:, 1:] - z[:, :-1]) ** 2).sum() + ((z[:, :, 1:] - z[:, :, :-1]) ** 2).sum())))
    return terms, 0


class Root(torch.autograd.Function):
    """Twelve Newton-Schulz iterations; backward by twelve iterations for Lyapunov's equation, not through the forward's."""

    @staticmethod
    def forward(context, a):
        norm = a.pow(2).sum().sqrt()
        y, z, eye = a / norm, torch.eye(len(a)), torch.eye(len(a))
        for _ in range(12):
            t = (3 * eye - z @ y) / 2
            y, z = y @ t, t @ z
        root = y * norm.sqrt()
        context.save_for_backward(root)
        return root

    @staticmethod
    def backward(context, grad):
        root, = context.saved_tensors
        norm = root.pow(2).sum().sqrt()
        a, q, eye = root / norm, grad / norm, torch.eye(len(root))
        for _ in range(12):
            e = 3 * eye - a @ a
            q = (q @ e - a.T @ (a.T @ q - q @ a)) / 2
            a = a @ e / 2
        return q / 2


def crowsonkb(pool, scale):
    def moments(t):
        m = t.flatten(1)
        return m.mean(1), m @ m.T / m.shape[1]

    def tool(weights, x, content, style):
        run = lambda image: features(weights, torchvision(image), pool=pool, scale=scale, first_padding="replicate")
        f, p = run(x), run(content)
        targets = [(run(s), share) for s, share in shares(style)]
        terms = [("content", "conv4_2", 0.015 * mean_square(f["conv4_2"] - p["conv4_2"]))]
        for layer, weight in zip(STYLE, (256, 64, 16, 4, 1)):
            # Means and second moments may be mixed, covariances not.
            of = lambda mu, m: (mu, m - torch.outer(mu, mu) + 1e-4 * torch.eye(len(m)))
            mixed = [sum(share * moments(s[layer])[i] for s, share in targets) for i in range(2)]
            (mu, cov), (mu_t, cov_t) = of(*moments(f[layer])), of(*mixed)
            root = Root.apply(cov_t)
            cross = Root.apply(root @ cov @ root)
            terms.append(("style", layer, weight / 341 * (mean_square(mu - mu_t) + torch.diagonal(cov_t + cov - 2 * cross).mean())))
        z = F.pad(x[None], (1, 1, 1, 1), "replicate")[0]
        right, down = z[:, 1:-1, 2:] - z[:, 1:-1, 1:-1], z[:, 2:, 1:-1] - z[:, 1:-1, 1:-1]
        falling, rising = z[:, 1:, 1:] - z[:, :-1, :-1], z[:, 1:, :-1] - z[:, :-1, 1:]
        terms.append(("tv", "", 2 * 2 * (mean_square(right) / 3 + mean_square(down) / 3 + mean_square(falling) / 12
                                         + mean_square(rising) / 12)))
        return terms, 0
    return tool


# ---- sizes ----

def long_side(w, h, side):
    return int(w * side / max(w, h)), int(h * side / max(w, h))


def long_side_pt(w, h, side):
    # In double the longer side may become side - 1.
    factor = float(side) / max(w, h)
    return int(factor * w), int(factor * h)


def long_side_tf(w, h, side):
    # The tutorial's tensors are float32, where other lengths fall below side.
    factor = np.float32(side) / np.float32(max(w, h))
    return int(factor * np.float32(w)), int(factor * np.float32(h))


def short_side(w, h, side):
    return (side, int(side * h / w)) if w < h else (int(side * w / h), side)


def long_side_round(enlarge):
    def size(w, h, side):
        if not enlarge and max(w, h) <= side:
            return w, h
        return (round(side * w / h), side) if h > w else (side, round(side * h / w))
    return size


def resized(array, size, filter, side):
    height, width = array.shape[:2]
    return filter(array, *size(width, height, side))


def bilinear(a, w, h):
    return pil(a, w, h, Image.BILINEAR)


def bicubic(a, w, h):
    return pil(a, w, h, Image.BICUBIC)


def unit(image):
    return image


def caffe256(image):
    return caffe(image, 256.0)


TOOLS = {
    # name: (family, side, size of the content, size of the style, resize, from [0, 1] to the pixels that it optimises, formula)
    "neural-style": ("caffe", 45, long_side, long_side, torch7, caffe256, neural_style),
    "neural-style-pt": ("caffe", 58, long_side_pt, long_side_pt, bilinear, caffe, neural_style_pt),
    "leongatys": ("caffe", 33, short_side, short_side, bilinear, caffe, leongatys),
    "gatys": ("caffe", None, None, None, None, caffe, gatys),
    "coursera": ("caffe", None, None, None, None, caffe, coursera),
    "tf-tutorial": ("caffe", 58, long_side_tf, long_side_tf, plain_bilinear, unit, tf_tutorial),
    "cs231n": ("torchvision", 33, short_side, short_side, bilinear, unit, cs231n),
    "crowsonkb": ("torchvision", 66, long_side_round(True), long_side_round(False), bicubic, unit, crowsonkb("max", 1)),
    "crowsonkb-average": ("torchvision", 44, long_side_round(True), long_side_round(False), bicubic, unit, crowsonkb("average", 2.0)),
    "crowsonkb-l2": ("torchvision", 45, long_side_round(True), long_side_round(False), bicubic, unit, crowsonkb("l2", 0.78)),
}


def save(path, metadata, tensors):
    header, data, offset = {"__metadata__": metadata}, [], 0
    for name, array in tensors.items():
        raw = np.ascontiguousarray(array).tobytes()
        kind = {"float16": "F16", "float32": "F32", "float64": "F64"}[str(array.dtype)]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [offset, offset + len(raw)]}
        data.append(raw)
        offset += len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(data))


FAMILIES = {
    "caffe": {"family": "caffe", "channel_order": "BGR", "scale": "255", "mean": "103.939,116.779,123.68", "std": "1,1,1"},
    "torchvision": {"family": "torchvision", "channel_order": "RGB", "scale": "1", "mean": "0.485,0.456,0.406", "std": "0.229,0.224,0.225"},
}


def of_family(weights, family):
    """The network for a family's inputs: Caffe's are some sixty times larger."""
    return {**weights, "conv1_1": (weights["conv1_1"][0] / np.float32(57), weights["conv1_1"][1])} if family == "caffe" else weights


def weight_tensors(weights):
    return {f"{name}.{part}": array for name, both in weights.items() for part, array in zip(("weight", "bias"), both)}


def main():
    rng = np.random.default_rng(7)
    weights = network(rng)
    content8, style8 = picture(rng, 55, 39), picture(rng, 47, 61)
    for family, metadata in FAMILIES.items():
        own = of_family(weights, family)
        tensors = weight_tensors(own)
        tensors["picture.content"] = content8.astype(np.float32).transpose(2, 0, 1) / 255
        tensors["picture.style"] = style8.astype(np.float32).transpose(2, 0, 1) / 255
        terms_of = {}
        for tool, (of, side, content_size, style_size, resize, pixels, formula) in TOOLS.items():
            if of != family:
                continue
            if resize is None:
                content, style = to_tensor(content8), to_tensor(style8)
            else:
                content, style = resized(content8, content_size, resize, side), resized(style8, style_size, resize, side)
            # Colours unlike the style's: a distance much smaller than what it is the difference of has no digits in float32.
            tint = np.array([1.0, 0.5, 0.2])[:, None, None]
            start = (0.15 * rng.uniform(size=content.shape) + 0.85 * tint * content.numpy()).astype(np.float16)
            x = torch.tensor(start.astype(np.float64), requires_grad=True)
            terms, hidden = formula(own, pixels(x), pixels(content), pixels(style))
            total = sum(value for _, _, value in terms)
            (total + hidden).backward()
            terms_of[tool] = ",".join(f"{kind}:{layer}" for kind, layer, _ in terms)
            if resize is not None and not tool.startswith("crowsonkb-"):
                tensors[f"{tool}.content"] = content.numpy().astype(np.float32)
                tensors[f"{tool}.style"] = style.numpy().astype(np.float32)
            tensors[f"{tool}.input"] = start
            tensors[f"{tool}.terms"] = np.array([float(value) for _, _, value in terms])
            tensors[f"{tool}.gradient"] = x.grad.numpy().astype(np.float32)
            print(tool, tuple(content.shape), tuple(style.shape), f"total {float(total):.8g}",
                  " ".join(f"{kind}:{layer} {float(value):.4g}" for kind, layer, value in terms))
        metadata = {"architecture": "vgg19", "pooling": "max", **metadata, **{f"terms.{tool}": text for tool, text in terms_of.items()},
                    **{f"side.{tool}": str(TOOLS[tool][1] or 0) for tool in terms_of}}
        save(f"tools-{family}.safetensors", metadata, tensors)


if __name__ == "__main__":
    main()
