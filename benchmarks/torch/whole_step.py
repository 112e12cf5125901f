"""The step of whole-step.mjs in PyTorch: table 3 at half width, 32 x 32 x 1, batch 64, hinge, Adam, spectral norm.

Usage: python3 whole_step.py THREADS STEPS; prints one JSON object with median seconds.
"""
import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

threads, steps = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)
WIDTH, BATCH, LATENT = 0.5, 64, 128
c = [int(n * WIDTH) for n in (64, 128, 256, 512)]


def critic():
    plan = [(1, c[0], 3, 1), (c[0], c[0], 4, 2), (c[0], c[1], 3, 1), (c[1], c[1], 4, 2), (c[1], c[2], 3, 1),
            (c[2], c[2], 4, 2), (c[2], c[3], 3, 1)]
    layers = []
    for n_in, n_out, kernel, stride in plan:
        layers += [spectral_norm(nn.Conv2d(n_in, n_out, kernel, stride, padding=1)), nn.LeakyReLU(0.1)]
    return nn.Sequential(*layers, nn.Flatten(), spectral_norm(nn.Linear(4 * 4 * c[3], 1)))


def generator():
    layers = [nn.Linear(LATENT, 4 * 4 * c[3]), nn.Unflatten(1, (c[3], 4, 4))]
    for n_in, n_out in ((c[3], c[2]), (c[2], c[1]), (c[1], c[0])):
        layers += [nn.ConvTranspose2d(n_in, n_out, 4, 2, padding=1), nn.BatchNorm2d(n_out), nn.ReLU()]
    return nn.Sequential(*layers, nn.Conv2d(c[0], 1, 3, padding=1), nn.Tanh())


D, G = critic(), generator()
adam = dict(lr=2e-4, betas=(0.5, 0.999))
opt_d, opt_g = torch.optim.Adam(D.parameters(), **adam), torch.optim.Adam(G.parameters(), **adam)
real = torch.rand(BATCH, 1, 32, 32) * 2 - 1
times = []
for _ in range(steps + 2):
    start = time.perf_counter()
    with torch.no_grad():
        fake = G(torch.randn(BATCH, LATENT))
    loss = torch.relu(1 - D(real)).mean() + torch.relu(1 + D(fake)).mean()
    opt_d.zero_grad()
    loss.backward()
    opt_d.step()
    middle = time.perf_counter()
    for parameter in D.parameters():
        parameter.requires_grad_(False)
    loss = -D(G(torch.randn(BATCH, LATENT))).mean()
    opt_g.zero_grad()
    loss.backward()
    opt_g.step()
    for parameter in D.parameters():
        parameter.requires_grad_(True)
    times.append((middle - start, time.perf_counter() - middle))
times = times[2:]
d, g = (statistics.median(column) for column in zip(*times))
print(json.dumps({"version": torch.__version__, "critic": d, "generator": g,
                  "whole": statistics.median(a + b for a, b in times)}))
