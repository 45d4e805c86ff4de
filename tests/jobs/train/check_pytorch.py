# SPDX-License-Identifier: Apache-2.0
"""check_pytorch.py TRAINING_START RUN…: exits with 1 unless every run directory holds what PyTorch trains.

Each RUN has cohort.h5, job.toml, and the model.h5 and metrics.tsv of one epoch. TRAINING_START (start_values.cpp)
gives the weights and the order of the samples that the epoch began with; scaling, batches, loss, optimiser and R² are
done here once more.
"""
import csv
import subprocess
import sys
import tomllib

import h5py
import numpy
import torch

# What the project promises of f32 against f32: in the norm of each matrix and bias, and of the loss, which metrics.tsv
# gives to 6 digits (5e-6). Seen: 3e-6. With adamw nine tenths of its square are in one element of a thousand, those
# whose first gradient happens to be near nothing (1e-9 where others have 4e-4): Adam divides it by its own size, so that
# its rounding moves the weight like a gradient. PyTorch is as far from itself in double.
TOLERANCE = 1e-5
# What an epoch must move a matrix by, relative to its norm, for that to be a test of training.
LEAST_MOVE = 1e-2
ACTIVATIONS = {"sigmoid": torch.sigmoid, "linear": lambda x: x, "tanh": torch.tanh, "elu": torch.nn.functional.elu}


def scaled(values, training, name):
    """As the program does it: statistics in double, offset and factor rounded to float, the rest in float."""
    double = values[training].astype(float)
    if name == "minmax":
        offset, spread, low, high = double.min(0), double.max(0) - double.min(0), 0, 1
    else:
        offset, spread, low, high = double.mean(0), double.std(0, ddof=1), -20, 20
    factor = numpy.divide(1, spread, where=spread > 0, out=numpy.zeros_like(spread)).astype("f4")
    return numpy.clip((values - offset.astype("f4")) * factor, numpy.float32(low), numpy.float32(high))


def forward(parameters, x, model):
    for step in range(0, len(parameters), 2):
        name = model["output"] if step + 2 == len(parameters) else model["hidden"]
        x = ACTIVATIONS[name](x @ parameters[step] + parameters[step + 1])
    return x


def optimiser_of(parameters, train):
    if train["optimiser"] == "sgd":
        return torch.optim.SGD(parameters, train["rate"], momentum=train["momentum"])
    if train["optimiser"] == "adam":
        return torch.optim.Adam(parameters, train["rate"])
    # Decoupled decay is of weights, not of biases.
    groups = [
        {"params": parameters[::2], "weight_decay": train["weight_decay"]},
        {"params": parameters[1::2], "weight_decay": 0},
    ]
    return torch.optim.AdamW(groups, train["rate"])


def trained(start, samples, batches, heldout, job, dtype):
    """The parameters after one epoch, and what metrics.tsv says of it."""
    parameters = [torch.tensor(p, dtype=dtype, requires_grad=True) for p in start]
    samples, heldout = torch.tensor(samples, dtype=dtype), torch.tensor(heldout, dtype=dtype)
    optimiser = optimiser_of(parameters, job["train"])
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda t: 1 / (1 + job["train"]["decay"] * t))
    error = 0
    for batch in batches:
        optimiser.zero_grad()
        loss = torch.nn.functional.mse_loss(forward(parameters, samples[batch], job["model"]), samples[batch])
        loss.backward()
        optimiser.step()
        schedule.step()
        error += loss.item() * len(batch) * samples.shape[1]
    with torch.no_grad():
        mean = samples.double().mean(0)
        missed = (forward(parameters, heldout, job["model"]) - heldout).double().square().sum()
        figures = {
            "loss_train": error / samples.numel(),
            "r2_train": 1 - error / (samples.double() - mean).square().sum().item(),
            "r2_heldout": 1 - (missed / (heldout.double() - mean).square().sum()).item(),
        }
    return [p.detach().double().numpy() for p in parameters], figures


def distance(a, b, unit=None):
    return numpy.linalg.norm(a - b) / numpy.linalg.norm(b if unit is None else unit)


def check(program, run):
    with open(f"{run}/job.toml", "rb") as file:
        job = tomllib.load(file)
    with open(f"{run}/metrics.tsv") as file:
        (metrics,) = csv.DictReader(file, delimiter="\t")
    model = h5py.File(f"{run}/model.h5")
    values = h5py.File(f"{run}/cohort.h5")["expression"][:]
    heldout = model["samples/part"][:] == 1
    assert heldout.sum() == round(job["cohort"]["validation"] * len(values)), "the share of validation samples"
    x = scaled(values, ~heldout, job["cohort"]["scale"])

    samples, batch = int((~heldout).sum()), job["train"]["batch"]
    widths = [values.shape[1], *job["model"]["widths"], values.shape[1]]
    numbers = [job["run"]["seed"], samples, batch, *widths[:-1]]
    said = subprocess.run([program, *map(str, numbers)], stdout=subprocess.PIPE, check=True).stdout
    flat, order = numpy.frombuffer(said[: -4 * samples], "f4"), numpy.frombuffer(said[-4 * samples :], "u4")
    assert sorted(order) == list(range(samples)), "the order of the epoch is not a permutation"
    start = []
    for inputs, outputs in zip(widths, widths[1:]):
        start += [flat[: inputs * outputs].reshape(inputs, outputs), flat[inputs * outputs :][:outputs]]
        flat = flat[inputs * outputs + outputs :]
    assert flat.size == 0
    batches = [order[i : i + batch].astype("i8") for i in range(0, samples, batch)]

    given = (start, x[~heldout], batches, x[heldout], job)
    peer, figures = trained(*given, torch.float32)
    judge, _ = trained(*given, torch.float64)
    failures = 0
    for k, (before, theirs, exact) in enumerate(zip(start, peer, judge)):
        name = f"dense/{k // 2}/{'bias' if k % 2 else 'weights'}"
        ours = model[name][:].astype(float)
        far, moved = distance(ours, theirs), distance(theirs, before, theirs)
        good = far < TOLERANCE and moved > LEAST_MOVE
        failures += not good
        print(
            f"{run}: {name:15} {far:.1e} from PyTorch's{'' if good else ': FAILED'}; moved by {moved:.1e}; from PyTorch"
            f" in f64: {distance(ours, exact):.1e}, PyTorch in f32 {distance(theirs, exact):.1e}"
        )
    for name, theirs in figures.items():
        # R² is itself relative, and may be near 0.
        far = abs(float(metrics[name]) - theirs) / (theirs if name == "loss_train" else 1)
        failures += not far < TOLERANCE
        print(f"{run}: {name:15} {far:.1e} from PyTorch's {theirs:.6f}{'' if far < TOLERANCE else ': FAILED'}")
    return failures


failures = sum([check(sys.argv[1], run) for run in sys.argv[2:]])
sys.exit(failures > 0)
