"""Largest singular value of the critic's operators by numpy's SVD in float64: for each convolution of table 3 its symbol at
every frequency of the exact grid, half of it by symmetry, and the dense layer. Usage: symbol_svd.py WIDTH CHANNELS"""
import json
import sys
import time

import numpy

width, channels = float(sys.argv[1]), int(sys.argv[2])
LAYERS = [(64, 3, 1), (64, 4, 2), (128, 3, 1), (128, 4, 2), (256, 3, 1), (256, 4, 2), (512, 3, 1)]
random = numpy.random.default_rng(0)


def symbols(kernel, stride, grid):
    """The symbol at each frequency: output channels x (residues x input channels)."""
    size, _, inputs, outputs = kernel.shape
    for a in range(grid // 2 + 1):
        for b in range(grid):
            symbol = numpy.zeros((outputs, stride, stride, inputs), complex)
            for i in range(size):
                for j in range(size):
                    turn = numpy.exp(2j * numpy.pi * (a * (i // stride) + b * (j // stride)) / grid)
                    symbol[:, i % stride, j % stride] += turn * kernel[i, j].T
            yield symbol.reshape(outputs, -1)


start = time.perf_counter()
image, inputs = 32, channels
norms = []
for filters, size, stride in LAYERS:
    outputs = max(1, round(filters * width))
    limit = (6 / (size * size * (inputs + outputs))) ** 0.5
    kernel = random.uniform(-limit, limit, (size, size, inputs, outputs))
    # inputs ceil(n / s) coarse cells, and half of the taps beyond the first on the far side
    grid = -(-image // stride) + 1
    norms.append(max(numpy.linalg.norm(symbol, 2) for symbol in symbols(kernel, stride, grid)))
    image, inputs = -(-image // stride), outputs
norms.append(numpy.linalg.norm(random.standard_normal((image * image * inputs, 1)), 2))
print(json.dumps({"seconds": time.perf_counter() - start, "version": numpy.__version__, "norms": norms}))
