#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The peer: the same training in PyTorch, on random samples. Prints one line: samples/s of the better of two passes.

usage: torch_peer.py --widths 20848,512,512,512,20848 --batch 512 --precision bf16 [--hidden relu]
                     [--threads 2 | --processes 2]      one process, or DistributedDataParallel (gloo), one thread each
"""
import argparse
import os
import time

import torch


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--widths", default="20848,512,512,512,20848")
    parser.add_argument("--hidden", default="sigmoid", choices=["sigmoid", "relu"])
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--precision", default="f32", choices=["f32", "bf16"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--processes", type=int, default=1)
    return parser.parse_args()


def network(given):
    widths = [int(width) for width in given.widths.split(",")]
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU() if given.hidden == "relu" else torch.nn.Sigmoid()]
    layers[-1] = torch.nn.Sigmoid()
    return torch.nn.Sequential(*layers), widths[0]


def train(rank, given):
    torch.manual_seed(rank)
    net, genes = network(given)
    if given.processes > 1:
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29533")
        torch.distributed.init_process_group("gloo", rank=rank, world_size=given.processes)
        net = torch.nn.parallel.DistributedDataParallel(net, gradient_as_bucket_view=True)
    torch.set_num_threads(1 if given.processes > 1 else given.threads)
    adam = torch.optim.Adam(net.parameters(), 1e-4, foreach=given.processes > 1)
    mine = given.batch // given.processes
    samples = torch.rand(mine * given.steps, genes)
    seconds = []
    for _ in range(3):  # the first pass warms up
        start = time.perf_counter()
        for rows in torch.randperm(len(samples)).split(mine):  # batches from a shuffled cohort, as ours
            x = samples[rows]
            adam.zero_grad(set_to_none=True)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=given.precision == "bf16"):
                loss = torch.nn.functional.mse_loss(net(x).float(), x)
            loss.backward()
            adam.step()
        seconds.append(time.perf_counter() - start)
    if rank == 0:
        print(f"{given.batch * given.steps / min(seconds[1:]):.1f}")
    if given.processes > 1:
        torch.distributed.destroy_process_group()


if __name__ == "__main__":
    chosen = options()
    if chosen.processes > 1:
        torch.multiprocessing.spawn(train, args=(chosen,), nprocs=chosen.processes)
    else:
        train(0, chosen)
