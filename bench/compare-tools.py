#!/usr/bin/env python3
"""Whole tools, from photo to PNG: neural-style-pt and crowsonkb's style-transfer-pytorch beside 'istyle --exact', in turn.

The tools are not part of this repository: give their checkouts. All see the same VGG19, photo, painting, size and number of steps;
each run is a process of its own, from its start to its file. The loss where the last step begins is printed beside the seconds. Without
--weights the network is random at full width, as 'istyle-bench case' writes it, and L-BFGS's fixed steps on it soon part in their
last digits; 'istyle' takes Winograd's convolutions, which the tools do not have. --own DIR keeps the pictures.

Needs python3 with torch, torchvision, Pillow, and for crowsonkb's tool tqdm, aiohttp, tifffile.
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench/peers"))

# torchvision's VGG19 as crowsonkb's tool asks for it, with our weights: python -c CROWSONKB WEIGHTS ARGUMENT ...
CROWSONKB = """
import sys, torch, torchvision
weights = torch.load(sys.argv.pop(1))
def vgg19(**_):
    network = torchvision.models.VGG(torchvision.models.vgg.make_layers(torchvision.models.vgg.cfgs["E"]), init_weights=False)
    network.load_state_dict(weights, strict=False)
    return network
torchvision.models.vgg19 = vgg19
from style_transfer.cli import main
main()
"""
FEATURES = {name: n for n, name in zip(
    [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28],
    [f"conv{block}_{k}" for block, count in enumerate([2, 2, 4, 4, 1], 1) for k in range(1, count + 1)])}


def run(command, folder, log, **environment):
    """Seconds from start to end, processor seconds, peak bytes, and what the command printed."""
    begin = time.monotonic()
    with open(log, "w+") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **environment})
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        out.seek(0)
        text = out.read()
    if status != 0:
        sys.exit(f"compare-tools.py: {command[0]} failed:\n{text[-2000:]}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, text


def write_weights(case, path):
    import torch
    from vgg19_torch import read_safetensors
    tensors = read_safetensors(case)
    torch.save({f"features.{FEATURES[name]}.{kind}": tensors[f"{name}.{kind}"]
                for name in FEATURES for kind in ("weight", "bias")}, path)


def our_loss(text):
    """The loss that the tools print last: where the last step began."""
    return float(re.findall(r"^loss\t\d+\ttotal\t+(\S+)", text, re.M)[-2])


def neural_style_pt(args, folder, weights):
    theirs = [sys.executable, str(args.neural_style_pt / "neural_style.py"), "-content_image", args.photo, "-style_image", args.painting,
              "-output_image", "theirs.png", "-model_file", str(weights), "-disable_check", "-gpu", "c", "-backend", args.backend,
              "-image_size", str(args.size), "-num_iterations", str(args.steps), "-init", "image", "-seed", "0",
              "-print_iter", str(args.steps), "-save_iter", "0"]
    ours = ["--preset", "neural-style-pt", "-n", str(args.steps), "--init", "content"]
    return theirs, {}, ours, "caffe", lambda text: float(re.findall(r"Total loss: (\S+)", text)[-1])


def crowsonkb(args, folder, weights):
    theirs = [sys.executable, "-c", CROWSONKB, str(weights), args.photo, args.painting, "-o", "theirs.png", "-s", str(args.size),
              "-i", str(args.steps), "-ii", str(args.steps), "--save-every", "100000"]
    ours = ["--preset", "crowsonkb", "-n", str(args.steps), "--first-iterations", str(args.steps)]

    def loss(_):
        return json.loads((folder / "trace.json").read_text())["iterates"][-1]["loss"]
    return theirs, {"PYTHONPATH": str(args.crowsonkb)}, ours, "torchvision", loss


def compare(tool, args, folder, weights):
    theirs, environment, ours, family, their_loss = tool(args, folder, weights)
    converted = folder / f"{family}.safetensors"
    run([str(ROOT / "istyle"), "weights", "convert", str(weights), str(converted), "--family", family], folder, folder / "log.txt")
    threads = {name: str(args.threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    rows = {"theirs": [], "ours": []}
    for _ in range(args.rounds):
        (folder / "ours.png").unlink(missing_ok=True)
        seconds, processor, peak, text = run(
            [str(ROOT / "istyle"), "transfer", args.photo, args.painting, "-o", "ours.png", "--exact", "--convolution", "winograd",
             "--weights", str(converted), "--print-losses", "--size", str(args.size), "--threads", str(args.threads), *ours],
            folder, folder / "log.txt")
        rows["ours"].append((seconds, processor, peak, our_loss(text)))
        seconds, processor, peak, text = run(theirs, folder, folder / "log.txt", **environment, **threads)
        rows["theirs"].append((seconds, processor, peak, their_loss(text)))
    name = tool.__name__.replace("_", "-")
    ratios = [t[0] / o[0] for t, o in zip(rows["theirs"], rows["ours"])]
    for who, label in (("theirs", name), ("ours", f"istyle --preset {name} --exact")):
        own = rows[who]
        print(f"| {label} | {args.size} | {args.steps} | {statistics.median(r[0] for r in own):.1f} | "
              f"{statistics.median(r[1] for r in own):.1f} | {max(r[2] for r in own) / 1e6:.0f} | {own[0][3]:.6g} | "
              + (f"**{statistics.median(ratios):.1f}** ({min(ratios):.1f}–{max(ratios):.1f}) |" if who == "ours" else "|"), flush=True)
    if args.own:
        args.own.mkdir(parents=True, exist_ok=True)
        for who in rows:
            (args.own / f"{name}-{who}.png").write_bytes((folder / f"{who}.png").read_bytes())


options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("--neural-style-pt", type=pathlib.Path, metavar="DIR", help="a checkout of ProGamerGov/neural-style-pt")
options.add_argument("--crowsonkb", type=pathlib.Path, metavar="DIR", help="a checkout of crowsonkb/style-transfer-pytorch")
options.add_argument("--weights", type=pathlib.Path, metavar="FILE", help="VGG19 as a .pth with torchvision's names (features.0.weight)")
options.add_argument("--photo", default=str(ROOT / "examples/photo-giraffe.jpg"))
options.add_argument("--painting", default=str(ROOT / "examples/painting-night.jpg"))
options.add_argument("--size", type=int, default=512)
options.add_argument("--steps", type=int, default=20, help="steps (for crowsonkb's tool at each size)")
options.add_argument("--rounds", type=int, default=2)
options.add_argument("--threads", type=int, default=os.cpu_count())
options.add_argument("--backend", default="nn", help="neural-style-pt's (nn, mkl, openmp)")
options.add_argument("--own", type=pathlib.Path, metavar="DIR", help="where the pictures are kept")
chosen = options.parse_args()
chosen.photo, chosen.painting = (str(pathlib.Path(path).resolve()) for path in (chosen.photo, chosen.painting))
tools = [tool for tool, folder in ((neural_style_pt, chosen.neural_style_pt), (crowsonkb, chosen.crowsonkb)) if folder]
if not tools:
    options.error("give --neural-style-pt DIR, --crowsonkb DIR or both")
for name in ("neural_style_pt", "crowsonkb", "weights", "own"):
    if getattr(chosen, name):
        setattr(chosen, name, getattr(chosen, name).resolve())
with tempfile.TemporaryDirectory() as scratch:
    scratch = pathlib.Path(scratch)
    weights = chosen.weights or scratch / "vgg19.pth"
    if not chosen.weights:
        for command in (["build", str(ROOT / "bench/IlgpuStyle.Bench"), "-c", "Release", "-v", "quiet", "-nodeReuse:false"],
                        [str(ROOT / "artifacts/bin/IlgpuStyle.Bench/release/istyle-bench.dll"), "case", str(scratch / "case"), "32"]):
            subprocess.run(["dotnet", *command], check=True, stdout=sys.stderr)
        write_weights(scratch / "case", weights)
    print("| tool | size | steps | s | processor s | peak MB | loss | tool / ours |\n|---|---|---|---|---|---|---|---|", flush=True)
    for tool in tools:
        compare(tool, chosen, scratch, weights)
