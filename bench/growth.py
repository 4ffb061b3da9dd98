#!/usr/bin/env python3
"""growth.py [--most SIDE] [--tiles FROM] [--whole TO] [--threads]: how a run's time and memory grow with the picture.

Prints a table and draws bench/growth.png (needs matplotlib; without it the table alone): processor seconds of an evaluation and the
process's peak memory, for each pixel, at sides √2 apart from 128 pixels to --most (8192): whole up to --whole (4096: 11 GB), in tiles
from --tiles (1024) on.
Processor seconds are read from /proc between the first step and the last, so that neither starting nor other processes count.
--threads: one picture by 1 to 16 threads instead, and whether its bits stay the same.
"""
import argparse, hashlib, json, os, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
TILES = "pool3:768,end:1536"


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def run(side, steps, folder, *more):
    """(pixels, processor seconds of an evaluation, wall seconds of an evaluation, peak bytes, hash of the picture)."""
    output = f"{folder}/out.png"
    process = subprocess.Popen(
        [ROOT / "istyle", "transfer", ROOT / "examples/photo-giraffe.jpg", ROOT / "examples/painting-night.jpg", "-o", output, "--size",
         str(side), "--scales", "1", "-n", str(steps), "--weights", "compact", "--backend", "simd", "--progress", "json", "--no-record",
         *more], stdout=subprocess.PIPE, text=True)
    marks = []
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "step":
            marks.append((event["evaluations"], processor_seconds(process.pid), event["elapsed"], event["width"] * event["height"]))
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"growth.py: istyle failed at {side} pixels")
    (first, cpu, wall, pixels), (last, cpu_end, wall_end, _) = marks[0], marks[-1]
    picture = hashlib.sha256(pathlib.Path(output).read_bytes()).hexdigest()
    return pixels, (cpu_end - cpu) / (last - first), (wall_end - wall) / (last - first), usage.ru_maxrss * 1024, picture


def threads(folder):
    print("| threads | processor s an evaluation | s an evaluation | same bits |\n|---|---|---|---|")
    hashes = []
    for count in [1, 2, 4, 8, 16]:
        _, cpu, wall, _, picture = run(512, 8, folder, "--threads", str(count))
        hashes.append(picture)
        print(f"| {count} | {cpu:.3f} | {wall:.3f} | {'yes' if picture == hashes[0] else 'NO'} |", flush=True)
    sys.exit(len(set(hashes)) > 1)


def draw(whole, tiled):
    try:
        import matplotlib
    except ImportError:
        return print("growth.py: no matplotlib (apt-get install python3-matplotlib): the table alone")
    matplotlib.use("Agg")
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(1, 2, figsize=(11, 4), layout="constrained")
    for rows, name in [(whole, "whole"), (tiled, f"tiles {TILES}")]:
        sides = [side for side, *_ in rows]
        axes[0].plot(sides, [1e6 * cpu / pixels for _, pixels, cpu, _ in rows], "o-", label=name)
        axes[1].plot(sides, [peak / pixels for _, pixels, _, peak in rows], "o-", label=name)
    for axis, title in zip(axes, ["processor seconds of an evaluation, a megapixel", "peak bytes of the process, a pixel"]):
        axis.set(xscale="log", xlabel="long side in pixels", title=title)
        sides = sorted({side for side, *_ in whole + tiled})[::2]
        axis.set_xticks(sides, [str(side) for side in sides])
        axis.minorticks_off()
        axis.grid(True, which="both", alpha=0.3)
        axis.legend()
    axes[0].set(ylim=(0, None))
    axes[1].set(yscale="log")
    figure.savefig(ROOT / "bench/growth.png", dpi=100)


def grow(most, tiles, whole, folder):
    print("| long side | pixels | in | processor s a megapixel | to the size before | peak MB | bytes a pixel |")
    print("|---|---|---|---|---|---|---|")
    kinds = {"whole": [], "tiles": []}
    for side in [round(128 * 2 ** (k / 2)) for k in range(13) if round(128 * 2 ** (k / 2)) <= most]:
        for kind, rows in kinds.items():
            if side < tiles if kind == "tiles" else side > whole:
                continue
            more = ["--tile", TILES, "--scratch", folder] if kind == "tiles" else []
            pixels, cpu, _, peak, _ = run(side, max(2, min(60, 4_000_000 // side ** 2)), folder, *more)
            before = f"{cpu / pixels / (rows[-1][2] / rows[-1][1]):.2f}" if rows else ""
            rows.append((side, pixels, cpu, peak))
            time, memory = f"{1e6 * cpu / pixels:.2f} | {before}", f"{peak / 1e6:.0f} | {peak / pixels:.0f}"
            print(f"| {side} | {pixels} | {kind} | {time} | {memory} |", flush=True)
    draw(kinds["whole"], kinds["tiles"])


options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("--most", type=int, default=8192, help="the largest long side")
options.add_argument("--tiles", type=int, default=1024, help="the smallest long side that runs in tiles")
options.add_argument("--whole", type=int, default=4096, help="the largest long side that runs without")
options.add_argument("--threads", action="store_true", help="threads instead of sizes")
chosen = options.parse_args()
with tempfile.TemporaryDirectory() as scratch:
    threads(scratch) if chosen.threads else grow(chosen.most, chosen.tiles, chosen.whole, scratch)
