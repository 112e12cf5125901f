"""Trains table 3 at half width in PyTorch, a round whenever it is told to: the counterpart of support/step-worker.mjs.

Usage: python3 step_worker.py '{ "threads", "layout", "constraints", "nCritic" }'; then a line with a number of rounds on stdin,
a line of JSON on stdout for each. 32 x 32 x 1, batch 64, hinge, Adam. Does the work of our step and no more: one power iteration for
each update of the critic, whose weights are normalised once for the real and the generated batch, and none for the generator's.
"""
import json
import os
import sys
import time

import torch
from torch import nn
from torch.nn.utils import parametrize, weight_norm
from torch.nn.utils.parametrizations import spectral_norm

options = json.loads(sys.argv[1])
torch.set_num_threads(options["threads"])
torch.manual_seed(0)
N_CRITIC = options["nCritic"]
LAYOUT = {"channels first": torch.contiguous_format, "channels last": torch.channels_last}[options["layout"]]
WIDTH, BATCH, LATENT = 0.5, 64, 128
c = [int(n * WIDTH) for n in (64, 128, 256, 512)]
KNOWN = {"none", "spectral-norm", "weight-clipping", "weight-norm", "gradient-penalty"}


def critic(wrap):
    plan = [(1, c[0], 3, 1), (c[0], c[0], 4, 2), (c[0], c[1], 3, 1), (c[1], c[1], 4, 2), (c[1], c[2], 3, 1),
            (c[2], c[2], 4, 2), (c[2], c[3], 3, 1)]
    layers = []
    for n_in, n_out, kernel, stride in plan:
        layers += [wrap(nn.Conv2d(n_in, n_out, kernel, stride, padding=1)), nn.LeakyReLU(0.1)]
    return nn.Sequential(*layers, nn.Flatten(), wrap(nn.Linear(4 * 4 * c[3], 1)))


def generator():
    layers = [nn.Linear(LATENT, 4 * 4 * c[3]), nn.Unflatten(1, (c[3], 4, 4))]
    for n_in, n_out in ((c[3], c[2]), (c[2], c[1]), (c[1], c[0])):
        layers += [nn.ConvTranspose2d(n_in, n_out, 4, 2, padding=1, bias=False), nn.BatchNorm2d(n_out), nn.ReLU()]
    return nn.Sequential(*layers, nn.Conv2d(c[0], 1, 3, padding=1), nn.Tanh())


class Trainer:
    def __init__(self, constraint):
        self.constraint = constraint
        wrap = {"spectral-norm": spectral_norm, "weight-norm": weight_norm}.get(constraint, lambda layer: layer)
        self.D, self.G = critic(wrap).to(memory_format=LAYOUT), generator().to(memory_format=LAYOUT)
        adam = dict(lr=2e-4, betas=(0.5, 0.999))
        self.opt_d = torch.optim.Adam(self.D.parameters(), **adam)
        self.opt_g = torch.optim.Adam(self.G.parameters(), **adam)
        self.real = (torch.rand(BATCH, 1, 32, 32) * 2 - 1).to(memory_format=LAYOUT)

    def penalty(self, fake):
        epsilon = torch.rand(BATCH, 1, 1, 1)
        between = (self.real + epsilon * (fake - self.real)).requires_grad_(True)
        slope, = torch.autograd.grad(self.D(between).sum(), between, create_graph=True)
        return 10 * ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()

    def critic_update(self):
        with torch.no_grad():
            fake = self.G(torch.randn(BATCH, LATENT))
        with parametrize.cached():
            loss = torch.relu(1 - self.D(self.real)).mean() + torch.relu(1 + self.D(fake)).mean()
            if self.constraint == "gradient-penalty":
                loss = loss + self.penalty(fake)
            self.opt_d.zero_grad()
            loss.backward()
        self.opt_d.step()
        if self.constraint == "weight-clipping":
            with torch.no_grad():
                for layer in self.D:
                    if hasattr(layer, "weight"):
                        layer.weight.clamp_(-0.01, 0.01)

    def generator_update(self):
        self.D.eval().requires_grad_(False)
        loss = -self.D(self.G(torch.randn(BATCH, LATENT))).mean()
        self.opt_g.zero_grad()
        loss.backward()
        self.opt_g.step()
        self.D.train().requires_grad_(True)

    def step(self):
        start = time.perf_counter()
        for _ in range(N_CRITIC):
            self.critic_update()
        middle = time.perf_counter()
        self.generator_update()
        end = time.perf_counter()
        return {"critic": 1e3 * (middle - start) / N_CRITIC, "generator": 1e3 * (end - middle),
                "whole": 1e3 * (end - start)}


def send(message):
    print(json.dumps(message), flush=True)


trainers = [Trainer(name) for name in options["constraints"] if name in KNOWN]
threads = torch.get_num_threads()
waiting = ", passive waiting" if os.environ.get("OMP_WAIT_POLICY") == "passive" else ""
send({"runs": f"PyTorch {torch.__version__} ({threads} thread{'s' * (threads > 1)}, {options['layout']}{waiting})",
      "threads": threads})
turn = 0
for line in sys.stdin:
    rounds = []
    for _ in range(int(line)):
        first = turn % len(trainers)
        turn += 1
        rounds.append({trainer.constraint: trainer.step() for trainer in trainers[first:] + trainers[:first]})
    send({"rounds": rounds})
