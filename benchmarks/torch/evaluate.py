"""The work of `lipschitz-gan evaluate RUN --no-floor` in PyTorch: 10 000 pictures from the generator of table 3 at quarter width, the
features of these and of 10 000 others, and their scores in float64. Weights and pictures are random, which changes no time.

Usage: python3 evaluate.py fid | all [COUNT]; prints one JSON object. The caller's clock counts, which sees the process start as well.
"""
import json
import sys

import torch
from torch import nn
from torch.nn.functional import softmax

scores = sys.argv[1]
count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
torch.manual_seed(0)
BATCH, LATENT = 64, 128
SUBSETS, SUBSET, SPLITS = 100, min(1000, count), 10


def generator(c=(16, 32, 64, 128)):
    layers = [nn.Linear(LATENT, 4 * 4 * c[3]), nn.Unflatten(1, (c[3], 4, 4))]
    for n_in, n_out in ((c[3], c[2]), (c[2], c[1]), (c[1], c[0])):
        layers += [nn.ConvTranspose2d(n_in, n_out, 4, 2, padding=1, bias=False), nn.BatchNorm2d(n_out), nn.ReLU()]
    return nn.Sequential(*layers, nn.Conv2d(c[0], 1, 3, padding=1), nn.Tanh()).eval()


def extractor(widths=(16, 32, 64, 128)):
    layers, n_in = [], 1
    for i, n_out in enumerate(widths):
        layers += [nn.Conv2d(n_in, n_out, 3, padding=1), nn.ReLU()]
        layers += [nn.MaxPool2d(2)] if i < len(widths) - 1 else [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
        n_in = n_out
    return nn.Sequential(*layers).eval()


def frechet(x, y):
    a, b = torch.cov(x.T), torch.cov(y.T)
    values, vectors = torch.linalg.eigh(a)
    root = (vectors * values.clamp(min=0).sqrt()) @ vectors.T
    cross = torch.linalg.eigvalsh(root @ b @ root).clamp(min=0).sqrt().sum()
    return ((x.mean(0) - y.mean(0)) ** 2).sum() + a.trace() + b.trace() - 2 * cross


def inception_score(p):
    divergences = [(part * (part.log() - part.mean(0).log())).sum(1).mean() for part in p.chunk(SPLITS)]
    return torch.stack(divergences).exp().mean()


def kernel_distance(x, y):
    def estimate():
        a, b = x[torch.randperm(len(x))[:SUBSET]], y[torch.randperm(len(y))[:SUBSET]]
        kernel = lambda u, v: (u @ v.T / u.shape[1] + 1) ** 3
        within = lambda k: (k.sum() - k.diagonal().sum()) / (SUBSET * (SUBSET - 1))
        return within(kernel(a, a)) + within(kernel(b, b)) - 2 * kernel(a, b).mean()
    return torch.stack([estimate() for _ in range(SUBSETS)]).mean()


def radii(x, k):
    return torch.cat([torch.cdist(part, x).kthvalue(k + 1, dim=1).values for part in x.split(1000)])


def neighbours(x, y):
    x3, y3, x5 = radii(x, 3), radii(y, 3), radii(x, 5)
    precise, recalled, pairs, covered = 0, torch.zeros(len(x), dtype=bool), 0, torch.zeros(len(x), dtype=bool)
    for start in range(0, len(y), 1000):
        distances = torch.cdist(x, y[start:start + 1000])
        precise += (distances <= x3[:, None]).any(0).sum()
        recalled |= (distances <= y3[None, start:start + 1000]).any(1)
        pairs += (distances <= x5[:, None]).sum()
        covered |= (distances <= x5[:, None]).any(1)
    return precise / len(y), recalled.sum() / len(x), pairs / (5 * len(y)), covered.sum() / len(x)


with torch.no_grad():
    G, features, head = generator(), extractor(), nn.Linear(128, 10)
    fake, real = [], []
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        fake.append(features(G(torch.randn(size, LATENT))))
        real.append(features(torch.rand(size, 1, 32, 32) * 2 - 1))
    logits = head(torch.cat(fake)).double()
    fake, real = torch.cat(fake).double(), torch.cat(real).double()
    # Random weights leave features almost alike, in which distances of zero would be measured.
    fake, real = torch.randn_like(fake) + fake, torch.randn_like(real) + real
    found = [frechet(real, fake)]
    if scores == "all":
        found += [inception_score(softmax(logits, 1)), kernel_distance(real, fake), *neighbours(real, fake)]
print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads(), "scores": [float(one) for one in found]}))
