#!/usr/bin/env python3
"""Prints one table row block for compare-pytorch.sh: the best median of each engine, ratios, and the distance of the results."""
import json
import struct
import sys

import numpy


def by_engine(path):
    """The runs of each engine, in the order in which they were made."""
    runs = {}
    for run in map(json.loads, open(path)):
        runs.setdefault(run["engine"], []).append(run)
    return runs


def best(runs):
    return min(runs, key=lambda run: run["median_s"])


def read_gradient(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        return numpy.frombuffer(file.read(), dtype="<f4").reshape(header["gradient"]["shape"])


size, ours_path, theirs_path, our_gradient, their_gradient = sys.argv[1:]
ours = next(iter(by_engine(ours_path).values()))
peers = by_engine(theirs_path)
fastest = min(peers.values(), key=lambda runs: best(runs)["median_s"])
a, b = read_gradient(our_gradient).astype(float), numpy.load(their_gradient).astype(float)
print(f"size {size}x{size}")
print(f"  {'engine':<44} {'median s':>9} {'min s':>9} {'peak MB':>9}")
for runs in (ours, *peers.values()):
    run = best(runs)
    print(f"  {run['engine'][:44]:<44} {run['median_s']:9.4f} {min(r['min_s'] for r in runs):9.4f} {run['peak_bytes'] / 1e6:9.0f}")
mine, theirs = best(ours), best(fastest)
pairs = " ".join(f"{t['median_s'] / o['median_s']:.2f}" for o, t in zip(ours, fastest))
print(f"  {theirs['engine']} / ours: medians {theirs['median_s'] / mine['median_s']:.2f}, round by round {pairs}, "
      f"minima {min(r['min_s'] for r in fastest) / min(r['min_s'] for r in ours):.2f}; "
      f"memory ours / theirs {mine['peak_bytes'] / theirs['peak_bytes']:.2f}; "
      f"loss differs by {abs(mine['loss'] - theirs['loss']) / abs(theirs['loss']):.1e}, "
      f"gradient by {numpy.linalg.norm(a - b) / numpy.linalg.norm(b):.1e} (relative 2-norm)")
