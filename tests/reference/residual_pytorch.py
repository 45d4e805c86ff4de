# SPDX-License-Identifier: Apache-2.0
"""residual_pytorch.py [--check FILE]: prints tests/src/training/residual_values.hpp, what PyTorch makes of small residual
networks in double: layer norm, dropout and noise on the code, forward and backward; then AdamW with decay, a cosine
schedule and a moving average of the weights. With --check, exits with 1 unless FILE has these numbers, to 1e-8.

The random numbers are those of the program (Philox 4x32-10), made here once more. What a piece of the parameters holds
is given as Σ cos(j) v_j, j from 0 through its rows: one number, in which every element counts.
"""

import math
import re
import sys

import numpy as np
import torch
import torch.nn.functional as F

GENES, BENT, CODE, SAMPLES, EPOCHS = 5, [4, 3], 2, 3, 6
RATE, DECAY, KEPT, SEED = 0.02, 0.1, 0.9, 12
WIDTHS = [*(width + CODE for width in BENT), CODE, *(width + CODE for width in reversed(BENT))]
SIZES = [GENES, *WIDTHS, GENES]
AT_CODE = len(BENT) + 1  # the layer
CODE_SD = [2.0, 0.5]
# name, activation, layer norm, dropout, noise on the code
CASES = [("elu", "elu", False, 0, 0), ("gelu_norm", "gelu", True, 0, 0), ("noisy", "gelu", True, 0.4, 0.5)]


class Philox:
    """Philox 4x32-10 (Salmon et al. 2011), as src/base/random.cpp counts."""

    def __init__(self, seed, stream, index):
        self.key, self.rest, self.count, self.block = seed, (stream, index & 0xFFFFFFFF, index >> 32), 0, []

    def bits(self):
        if not self.block:
            a, (b, c, d) = self.count, self.rest
            low, high = self.key & 0xFFFFFFFF, self.key >> 32
            for _ in range(10):
                first, second = a * 0xD2511F53, c * 0xCD9E8D57
                a, b, c, d = (second >> 32) ^ b ^ low, second & 0xFFFFFFFF, (first >> 32) ^ d ^ high, first & 0xFFFFFFFF
                low, high = (low + 0x9E3779B9) & 0xFFFFFFFF, (high + 0xBB67AE85) & 0xFFFFFFFF
            self.block, self.count = [a, b, c, d], self.count + 1
        return self.block.pop(0)

    def uniform(self):
        high = self.bits()
        return ((high << 32 | self.bits()) >> 11) * 2.0**-53

    def normals(self):
        """Two, by Box and Muller."""
        radius = math.sqrt(-2 * math.log1p(-self.uniform()))
        angle = 2 * math.pi * self.uniform()
        return radius * math.cos(angle), radius * math.sin(angle)


def masks(dropout, layer, epoch, width):
    rows = []
    for member in range(SAMPLES):
        random = Philox(SEED, 17, layer << 56 | epoch << 32 | member)
        rows.append([0.0 if random.bits() < int(dropout * 2**32) else 1.0 for _ in range(width)])
    return torch.tensor(rows)


def code_noise(amount, epoch):
    rows = [Philox(SEED, 18, epoch << 32 | member).normals() for member in range(SAMPLES)]
    return amount * torch.tensor(rows) * torch.tensor(CODE_SD)


def pinned(dense):
    """Which weights and biases of a dense layer keep their value, and which one."""
    weights, bias = torch.zeros(SIZES[dense], SIZES[dense + 1], dtype=torch.bool), torch.zeros(SIZES[dense + 1], dtype=torch.bool)
    value = torch.zeros(SIZES[dense], SIZES[dense + 1])
    if 0 < dense < len(SIZES) - 2:
        inputs, outputs = SIZES[dense] - CODE, SIZES[dense + 1] - CODE
        weights[inputs:, outputs:] = True
        value[inputs:, outputs:] = torch.eye(CODE)
        weights[inputs:, :outputs] = dense != AT_CODE
        weights[:inputs, outputs:] = dense + 1 != AT_CODE
        bias[outputs:] = dense + 1 != AT_CODE
    return weights, value, bias


def put_back(parameters):
    with torch.no_grad():
        for dense in range(len(SIZES) - 1):
            weights, value, bias = pinned(dense)
            parameters[2 * dense][weights] = value[weights]
            parameters[2 * dense + 1][bias] = 0


def start():
    flat = torch.tensor(np.float32(0.5 * np.sin(np.arange(1.0, 2000)))).double()
    parameters, first = [], 0
    for inputs, outputs in zip(SIZES, SIZES[1:]):
        for shape in ((inputs, outputs), (outputs,)):
            parameters.append(torch.nn.Parameter(flat[first : first + math.prod(shape)].reshape(shape).clone()))
            first += math.prod(shape)
    put_back(parameters)
    return parameters


def forward(parameters, x, case, epoch=None):
    _, activation, normed, dropout, noise = case
    for dense in range(len(SIZES) - 1):
        x = x @ parameters[2 * dense] + parameters[2 * dense + 1]
        layer, bent = dense + 1, SIZES[dense + 1] - CODE
        if layer == len(SIZES) - 1:
            return x
        if bent > 0:
            nodes = F.layer_norm(x[:, :bent], (bent,)) if normed else x[:, :bent]
            nodes = getattr(F, activation)(nodes)
            if dropout > 0 and epoch is not None:
                nodes = nodes * masks(dropout, layer, epoch, bent) / (1 - dropout)
            x = torch.cat([nodes, x[:, bent:]], 1)
        elif noise > 0 and epoch is not None:
            x = x + code_noise(noise, epoch)
    raise AssertionError


def numbers(pieces):
    return [(piece.flatten() * torch.cos(torch.arange(piece.numel(), dtype=torch.float64))).sum().item() for piece in pieces]


def values(case):
    samples = torch.tensor(np.float32([[0.5 + 0.4 * math.sin(1.3 * i + 0.7 * g) for g in range(GENES)] for i in range(SAMPLES)])).double()
    parameters = start()
    network = torch.nn.ParameterList(parameters)
    average = torch.optim.swa_utils.AveragedModel(network, avg_fn=lambda old, new, _: KEPT * old + (1 - KEPT) * new)
    average.update_parameters(network)  # the first time it copies
    groups = [{"params": parameters[::2], "weight_decay": DECAY}, {"params": parameters[1::2], "weight_decay": 0}]
    optimiser = torch.optim.AdamW(groups, RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS)
    found = {"back": numbers([forward(parameters, samples, case).detach()]), "losses": []}
    for epoch in range(EPOCHS):
        optimiser.zero_grad()
        loss = F.mse_loss(forward(parameters, samples, case, epoch), samples)
        loss.backward()
        found["losses"].append(loss.item())
        if epoch == 0:
            found["gradient"] = numbers([parameter.grad for parameter in parameters])
        optimiser.step()
        put_back(parameters)
        schedule.step()
        average.update_parameters(network)
    found["weights"] = numbers([parameter.detach() for parameter in parameters])
    found["average"] = numbers([parameter.detach() for parameter in average.parameters()])
    return found


def rows(name, listed):
    lines, line = [], f"       {name}{{"
    for number in (f"{value:.10f}" for value in listed):
        if len(line) + len(number) > 105:
            lines.append(line.rstrip())
            line = "        "
        line += number + ", "
    return "\n".join([*lines, line[:-2] + "}"])


def text():
    parts = []
    for case in CASES:
        found = values(case)
        _, activation, normed, dropout, noise = case
        head = f'      {{"{case[0]}", Activation::{activation}, {str(normed).lower()}, {dropout}, {noise},\n'
        parts.append(head + ",\n".join(rows("", found[name]) for name in ("back", "losses", "gradient", "weights", "average")) + "}")
    return ",\n".join(parts)


torch.set_default_dtype(torch.float64)
made = text()
if len(sys.argv) > 2:
    number = re.compile(r"-?\d+\.\d{10}")
    with open(sys.argv[2], encoding="utf-8") as file:
        held = [float(one) for one in number.findall(file.read())]
    wanted = [float(one) for one in number.findall(made)]
    sys.exit(len(held) != len(wanted) or max(abs(a - b) for a, b in zip(held, wanted)) > 1e-8)
print(
    f"""// SPDX-License-Identifier: Apache-2.0
// Written by tests/reference/residual_pytorch.py with PyTorch {torch.__version__.split("a")[0]}; what the numbers are is said there.
#pragma once

#include <array>
#include <vector>

#include "src/autoencoder/activation.hpp"

namespace lampyris::test {{

struct ResidualValues {{
  const char* name;
  Activation hidden;
  bool normalised;
  double dropout, code_noise;
  std::array<double, 1> back;               // without noise, before training
  std::array<double, {EPOCHS}> losses;             // of each update's batch
  std::array<double, {2 * len(SIZES) - 2}> gradient;          // of the first, a number a piece
  std::array<double, {2 * len(SIZES) - 2}> weights, average;  // after the last
}};

inline std::vector<ResidualValues> residual_values() {{
  return {{
{made}}};
}}

}}  // namespace lampyris::test"""
)
