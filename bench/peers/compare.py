#!/usr/bin/env python3
"""Prints one table row block for compare-pytorch.sh: the best median of each engine, ratios, and the distance of the results."""
import json
import struct
import sys

import numpy


def best(path):
    runs = [json.loads(line) for line in open(path)]
    return min(runs, key=lambda run: run["median_s"])


def read_gradient(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        return numpy.frombuffer(file.read(), dtype="<f4").reshape(header["gradient"]["shape"])


size, ours_path, theirs_path, our_gradient, their_gradient = sys.argv[1:]
ours, theirs = best(ours_path), best(theirs_path)
a, b = read_gradient(our_gradient).astype(float), numpy.load(their_gradient).astype(float)
print(f"size {size}x{size}")
print(f"  {'engine':<44} {'median s':>9} {'min s':>9} {'peak MB':>9}")
for run in (ours, theirs):
    print(f"  {run['engine'][:44]:<44} {run['median_s']:9.4f} {run['min_s']:9.4f} {run['peak_bytes'] / 1e6:9.0f}")
print(f"  PyTorch / ours: median {theirs['median_s'] / ours['median_s']:.2f}, min {theirs['min_s'] / ours['min_s']:.2f}; "
      f"memory ours / PyTorch {ours['peak_bytes'] / theirs['peak_bytes']:.2f}; "
      f"loss differs by {abs(ours['loss'] - theirs['loss']) / abs(theirs['loss']):.1e}, "
      f"gradient by {numpy.linalg.norm(a - b) / numpy.linalg.norm(b):.1e} (relative 2-norm)")
