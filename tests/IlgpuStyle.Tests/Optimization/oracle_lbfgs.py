"""Makes OracleValues.cs and prints scipy's evaluation counts that the tests quote.

    python3 oracle_lbfgs.py trajectories > OracleValues.cs
    python3 oracle_lbfgs.py counts

Needs numpy, scipy (used: 1.10.1) and torch (used: 1.13.0, float64 on the CPU).
"""
import sys

import numpy as np
import torch
from scipy.optimize import fmin_l_bfgs_b, rosen, rosen_der

N = 6
START = [(-1.0) ** i * (0.5 + 0.25 * i) for i in range(N)]


def quartic(x):
    """TestFunctions.CoupledQuartic."""
    r = x - torch.arange(1, N + 1, dtype=torch.float64) / N
    h = 2.0 ** torch.arange(N, dtype=torch.float64)
    return (h * r * r).sum() / 2 + (r ** 4).sum() / 4 - (r[:-1] * r[1:]).sum() / 2


def trajectory(make, steps):
    x = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make(x)

    def closure():
        optimizer.zero_grad()
        loss = quartic(x)
        loss.backward()
        return loss

    rows = []
    for _ in range(steps):
        optimizer.step(closure)
        rows.append(x.detach().numpy().copy())
    return rows


def fixed(history, rate):
    return lambda x: torch.optim.LBFGS(
        [x], lr=rate, max_iter=1, history_size=history, tolerance_grad=-1, tolerance_change=-1)


def adam(rate, beta2):
    return lambda x: torch.optim.Adam([x], lr=rate, betas=(0.9, beta2))


def print_trajectories():
    print("namespace IlgpuStyle.Tests.Optimization;\n")
    print("/// <summary>")
    print("/// Iterates x_1, x_2, … of PyTorch's optimisers on TestFunctions.CoupledQuartic, made by oracle_lbfgs.py.")
    print("/// </summary>")
    print("public static class OracleValues\n{")
    tables = [
        ("LbfgsHistory100", fixed(100, 1.0), 20),
        ("LbfgsHistory3Rate05", fixed(3, 0.5), 20),
        ("AdamDefault", adam(0.02, 0.999), 15),
        ("AdamFastSecondMoment", adam(0.1, 0.99), 15),
    ]
    print("    public static double[] Start => [" + ", ".join(repr(v) for v in START) + "];")
    for name, make, steps in tables:
        print(f"\n    public static double[][] {name} =>\n    [")
        for row in trajectory(make, steps):
            values = [repr(float(v)) for v in row]
            print("        [" + ", ".join(values[:3]) + ",\n         " + ", ".join(values[3:]) + "],")
        print("    ];")
    print("}")


def count(name, function, start, bounds=None, tolerance=1e-6):
    """Evaluations until the (projected) gradient's 2-norm is at most the tolerance."""
    norms = []

    def counted(x):
        value, gradient = function(x)
        free = gradient
        if bounds is not None:
            held = (x <= bounds[0]) & (gradient >= 0) | (x >= bounds[1]) & (gradient <= 0)
            free = np.where(held, 0, gradient)
        norms.append(np.linalg.norm(free))
        return value, gradient

    limits = None if bounds is None else [bounds] * len(start)
    _, value, info = fmin_l_bfgs_b(
        counted, start, m=10, factr=0, pgtol=0, maxfun=10 ** 6, maxiter=10 ** 6, bounds=limits)
    norms = np.array(norms)
    reached = int(np.argmax(norms <= tolerance)) + 1 if (norms <= tolerance).any() else None
    print(f"{name}: {reached} evaluations to {tolerance}; least norm {norms.min():.2g}; f {value:.9g}; "
          f"{info['funcalls']} in all; {info['task']}")


def quadratic(n):
    h = 10.0 ** (6 * np.arange(n) / (n - 1))
    return lambda x: (0.5 * np.sum(h * (x - 1) ** 2), h * (x - 1))


def coupled_quadratic(n):
    h = 100.0 ** (np.arange(n) / (n - 1)) + 1
    centre = 2 * np.sin(1 + np.arange(n))

    def function(x):
        r = x - centre
        gradient = h * r
        gradient[1:] -= 0.5 * r[:-1]
        gradient[:-1] -= 0.5 * r[1:]
        return 0.5 * np.dot(r, gradient), gradient

    return function


def single_precision(function):
    """Values and gradients rounded to float32, at x rounded to float32."""
    def rounded(x):
        value, gradient = function(x.astype(np.float32).astype(np.float64))
        return float(np.float32(value)), gradient.astype(np.float32).astype(np.float64)

    return rounded


def noisy_gradient(function, scale):
    """A gradient with an error of about this relative 2-norm, a function of x alone."""
    def noisy(x):
        value, gradient = function(x)
        noise = np.sin(1e5 * x + np.arange(len(x)))
        return value, gradient + scale * np.linalg.norm(gradient) / np.sqrt(len(x)) * noise

    return noisy


def print_counts():
    rosenbrock = lambda x: (rosen(x), rosen_der(x))
    start = np.tile([-1.2, 1.0], 50)
    for n in (10, 200):
        count(f"quadratic, n = {n}, condition 1e6", quadratic(n), np.zeros(n))
    count("Rosenbrock, n = 2", rosenbrock, np.array([-1.2, 1.0]))
    count("Rosenbrock, n = 100", rosenbrock, start)
    count("coupled quadratic in [-1, 1], n = 50", coupled_quadratic(50), np.zeros(50), (-1, 1), 1e-5)
    count("float32 Rosenbrock + 1, n = 100", single_precision(lambda x: (rosen(x) + 1, rosen_der(x))), start, None, 1e-2)
    count("noisy gradient, quadratic n = 10, condition 1e6", noisy_gradient(quadratic(10), 1e-2), np.zeros(10))
    count("noisy gradient, Rosenbrock, n = 100", noisy_gradient(rosenbrock, 1e-2), start)


if __name__ == "__main__":
    print_trajectories() if sys.argv[1:] == ["trajectories"] else print_counts()
