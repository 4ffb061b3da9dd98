"""Makes trajectories-*.safetensors: the first steps of public style transfer tools, by PyTorch's own optimisers.

    python3 make_trajectories.py

Needs what make_tools.py needs, whose formulas it follows. Every case runs in float64, which is what must come out, and several times in
float32, each time with the network's channels in another order: the same function with other roundings. How far those lie from float64
is what a float32 engine may be measured by. The content picture has a flat rectangle, where everything that pools finds ties.
"""
import math

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

import make_tools as tools

STEPS = 5
ORDERS = 6


def order_channels(weights, rng):
    """The same network with the channels of every layer but the picture's in another order."""
    ordered, before = {}, np.arange(3)
    for name, (kernel, bias) in weights.items():
        own = rng.permutation(len(bias))
        ordered[name] = (kernel[own][:, before], bias[own])
        before = own
    return ordered


def resized(tool, content8, style8, side, style_side):
    _, _, content_size, style_size, resize, pixels, _ = tools.TOOLS[tool]
    if resize is None:
        return pixels(tools.to_tensor(content8)), pixels(tools.to_tensor(style8))
    return (pixels(tools.resized(content8, content_size, resize, side)), pixels(tools.resized(style8, style_size, resize, style_side)))


class Evaluation:
    """Loss and gradient at an iterate; keeps the terms of every call."""

    def __init__(self, formula, z):
        self.formula, self.z, self.rows, self.names = formula, z, [], None

    def __call__(self):
        if self.z.grad is not None:
            self.z.grad = None
        terms, _ = self.formula(self.z)
        total = sum(value for _, _, value in terms)
        total.backward()
        self.names = [f"{kind}:{layer}" for kind, layer, _ in terms]
        self.rows.append([float(value) for _, _, value in terms])
        return total


def lbfgs(z, evaluate, steps, **options):
    # A step's evaluation is at its end, so that max_iter = steps + 1 evaluates after the last one and moves once more, unseen.
    optimizer = torch.optim.LBFGS([z], max_iter=steps + 1, tolerance_grad=-1, tolerance_change=-1, **options)
    last = []
    optimizer.step(lambda: (last.append(z.detach().clone()), evaluate())[1])
    return last[-1]


def adam(z, evaluate, steps, box=None, optimizer=None, after=None, **options):
    optimizer = optimizer or torch.optim.Adam([z], **options)
    for _ in range(steps):
        optimizer.zero_grad()
        optimizer.step(evaluate)
        if box:
            with torch.no_grad():
                z.clamp_(*box)
        if after:
            after(z.detach())
    evaluate()
    return z.detach()


def one_size(tool, side, optimize, style_side=None, two=False, formula=None, finish=None):
    """A run at one size from the content picture."""
    def run(weights, pictures):
        content, style = resized(tool, pictures["content"], pictures["style"], side, style_side or side)
        if two:
            style = [(style, 0.75), (resized(tool, pictures["content"], pictures["style2"], side, style_side or side)[1], 0.25)]
        z = content.clone(memory_format=torch.contiguous_format).requires_grad_()
        own = formula or tools.TOOLS[tool][-1]
        evaluate = Evaluation(lambda x: own(weights, x, content, style), z)
        last = optimize(z, evaluate, STEPS)
        return evaluate.names, [evaluate.rows], finish(pictures, content, last) if finish else None
    return run


def crowsonkb(pool, scale, sides, two=False, optimizer="adam"):
    """crowsonkb's sizes: the average of the iterates, the start among them, is the next size's start; Adam's moments grow with it."""
    def run(weights, pictures):
        formula, state, image, sizes, names = tools.crowsonkb(pool, scale), None, None, [], None
        for side in sides:
            content, style = resized("crowsonkb", pictures["content"], pictures["style"], side, side)
            if two:
                style = [(style, 0.75), (resized("crowsonkb", pictures["content"], pictures["style2"], side, side)[1], 0.25)]
            shape = content.shape[1:]
            image = content if image is None else F.interpolate(image[None], size=shape, mode="bicubic", align_corners=False)[0]
            z = image.clamp(0, 1).clone(memory_format=torch.contiguous_format).requires_grad_()
            average = [torch.zeros_like(z.detach()), 1.0]

            def keep(x):
                average[0], average[1] = 0.99 * average[0] + (1 - 0.99) * x, 0.99 * average[1]

            keep(z.detach())
            evaluate = Evaluation(lambda x: formula(weights, x, content, style), z)
            if optimizer == "lbfgs":
                lbfgs(z, evaluate, STEPS, history_size=10)
            else:
                stepper = torch.optim.Adam([z], lr=0.02, betas=(0.9, 0.99))
                if state is not None:
                    stepper.load_state_dict(grown(state, shape))
                adam(z, evaluate, STEPS, box=(0, 1), optimizer=stepper, after=keep)
                state = stepper.state_dict()
            image, names = average[0] / (1 - average[1]), evaluate.names
            sizes.append(evaluate.rows)
        return names, sizes, image.clamp(0, 1).numpy().astype(np.float32) if optimizer == "adam" else None
    return run


def grown(state, shape):
    for group in state["state"].values():
        group["exp_avg"] = F.interpolate(group["exp_avg"][None], size=shape, mode="bicubic", align_corners=False)[0]
        group["exp_avg_sq"] = F.interpolate(group["exp_avg_sq"][None], size=shape, mode="bilinear", align_corners=False)[0].relu()
    return state


def to_8_bits(array):
    return Image.fromarray((255 * array.clamp(0, 1)).to(torch.uint8).permute(1, 2, 0).numpy())


def original_colors(pictures, content, z):
    """neural-style-pt's -original_colors 1: brightness of the result, Cb and Cr of the content, all on 8 bits a channel."""
    def picture(pixels):
        return to_8_bits(((pixels + torch.tensor(tools.CAFFE_MEAN).to(pixels)[:, None, None])[[2, 1, 0]] / 255))
    brightness, color = picture(z).convert("YCbCr").split()[0], picture(content).convert("YCbCr").split()[1:]
    merged = Image.merge("YCbCr", (brightness, *color)).convert("RGB")
    return np.asarray(merged).transpose(2, 0, 1).astype(np.float32) / 255


def neural_style_pt(**options):
    return lambda weights, z, content, style: tools.neural_style_pt(weights, z, content, style, **options)


def adam_pt(z, evaluate, steps):
    return adam(z, evaluate, steps, lr=1.0)


def lbfgs_pt(z, evaluate, steps):
    return lbfgs(z, evaluate, steps, history_size=100)


def adam_tf(z, evaluate, steps):
    return adam(z, evaluate, steps, box=(0, 1), lr=0.02, betas=(0.99, 0.999), eps=1e-1)


PT = "neural-style-pt"
CASES = {
    # name: (family, run)
    "pt-lbfgs-max": ("caffe", one_size(PT, 58, lbfgs_pt, finish=original_colors)),
    "pt-lbfgs-average": ("caffe", one_size(PT, 58, lbfgs_pt, formula=neural_style_pt(pool="average"))),
    "pt-lbfgs-normalized": ("caffe", one_size(PT, 58, lbfgs_pt, formula=neural_style_pt(normalize=True))),
    "pt-adam-max": ("caffe", one_size(PT, 58, adam_pt)),
    "pt-adam-average": ("caffe", one_size(PT, 58, adam_pt, formula=neural_style_pt(pool="average"))),
    "pt-adam-tv0": ("caffe", one_size(PT, 58, adam_pt, formula=neural_style_pt(tv=0))),
    "pt-adam-scale": ("caffe", one_size(PT, 58, adam_pt, style_side=int(58 * 0.8))),
    "pt-adam-two": ("caffe", one_size(PT, 58, adam_pt, two=True)),
    "pt-adam-normalized": ("caffe", one_size(PT, 58, adam_pt, formula=neural_style_pt(normalize=True))),
    "leongatys-max": ("caffe", one_size("leongatys", 43, lbfgs_pt)),
    "leongatys-average": ("caffe", one_size(
        "leongatys", 43, lbfgs_pt, formula=lambda w, z, c, s: tools.leongatys(w, z, c, s, pool="average"))),
    "tf-tutorial": ("caffe", one_size("tf-tutorial", 58, adam_tf)),
    "crowsonkb-max": ("torchvision", crowsonkb("max", 1, [58])),
    "crowsonkb-average": ("torchvision", crowsonkb("average", 2.0, [58])),
    "crowsonkb-l2": ("torchvision", crowsonkb("l2", 0.78, [58])),
    "crowsonkb-two": ("torchvision", crowsonkb("max", 1, [58], two=True)),
    "crowsonkb-sizes": ("torchvision", crowsonkb("max", 1, [41, 58])),
    "crowsonkb-lbfgs": ("torchvision", crowsonkb("max", 1, [58], optimizer="lbfgs")),
}


def measure(run, weights, pictures, rng):
    """float64's terms, (sizes · steps, terms), and for each the largest distance of a float32 run's."""
    torch.set_default_dtype(torch.float64)
    names, sizes, result = run(weights, pictures)
    exact = np.concatenate([np.array(rows) for rows in sizes])
    torch.set_default_dtype(torch.float32)
    error = np.zeros_like(exact)
    for order in range(ORDERS):
        _, sizes, _ = run(order_channels(weights, rng) if order else weights, pictures)
        error = np.maximum(error, np.abs(np.concatenate([np.array(rows) for rows in sizes]) - exact))
    torch.set_default_dtype(torch.float64)
    return names, exact, error, result


def with_rectangle(picture8):
    height, width = picture8.shape[:2]
    flat = picture8.copy()
    flat[height // 5:height * 3 // 5, width // 6:width // 2] = (90, 120, 160)
    return flat


def main():
    rng = np.random.default_rng(11)
    weights = tools.network(rng)
    pictures = {"content": with_rectangle(tools.picture(rng, 107, 80)), "style": tools.picture(rng, 47, 61),
                "style2": tools.picture(rng, 66, 50)}
    for family, metadata in tools.FAMILIES.items():
        own = tools.of_family(weights, family)
        tensors, words = tools.weight_tensors(own), {}
        for name, picture8 in pictures.items():
            tensors[f"picture.{name}"] = picture8.astype(np.float32).transpose(2, 0, 1) / 255
        for case, (of, run) in CASES.items():
            if of != family:
                continue
            names, exact, error, result = measure(run, own, pictures, rng)
            words[f"terms.{case}"] = ",".join(names)
            tensors[f"{case}.terms"], tensors[f"{case}.error"] = exact, error
            if result is not None:
                tensors[f"{case}.result"] = result
            style = [i for i, name in enumerate(names) if not name.startswith("content")]
            print(f"{case:22s}", " ".join(f"{(error[step] / np.abs(exact[step]))[style].max():.1e}" for step in range(len(exact))))
        tools.save(f"trajectories-{family}.safetensors", {"architecture": "vgg19", "pooling": "max", **metadata, **words}, tensors)


if __name__ == "__main__":
    main()
