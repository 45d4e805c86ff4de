#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Strong and weak scaling of training, over the ranks of this machine and over nodes with a shaped link between them.

usage: scaling.py BUILD [--settings 1x2:2x1 2x1:2x1 …] [--bandwidth 10gbit] [--bandwidth 1gbit] [--latency 50us] [--quick]

BUILD is build/release; source jobs/environment.sh first. A setting is NODESxRANKS:GRID, with the ranks of each node; the
runs it is compared with are added. One node is this machine as it is. More nodes are network namespaces of it, joined by
a switch: Open MPI takes each for a machine of its own and uses TCP between them. They need root, ip and tc, and are removed
at the end. All nodes share the cores of this machine, TCP itself included, so what tells about the link is the column
"of one node": the rate against as many ranks in the same grid on one node. "Not hidden" is the share of a step by which it
is longer than over the same link unshaped. "Of at once" is the rate against sums across nodes that do not run beside the
backward pass. All settings run in turn in every round; figures are medians over the rounds.
"""
import argparse
import collections
import contextlib
import json
import math
import os
import pathlib
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

NODE = str(pathlib.Path(__file__).resolve().parent / "node.sh")
SETTINGS = ["1x2:1x2", "1x2:2x1", "1x4:1x4", "1x4:2x2", "2x1:2x1", "2x2:2x2"]
ROUNDING = 1e-5  # relative: what another order of sums may change in a loss after some steps
LINK = """
import socket, sys, time
if sys.argv[1] == "send":
    with socket.create_connection((sys.argv[2], 5001)) as to:
        end = time.monotonic() + 1
        while time.monotonic() < end: to.sendall(bytes(1 << 18))
else:
    server = socket.create_server(("", 5001))
    print("ready", flush=True)
    source, start, count = server.accept()[0], time.monotonic(), 0
    while got := len(source.recv(1 << 20)): count += got
    print(count * 8e-9 / (time.monotonic() - start))
"""

Setting = collections.namedtuple("Setting", "nodes ranks samples genes")  # ranks of a node; sample and gene groups
# batch: the global one; link: None on one node; overlap: sums across nodes beside the backward pass
Run = collections.namedtuple("Run", "setting batch link overlap", defaults=[True])
Result = collections.namedtuple("Result", "rate loss sent")


def fail(message):
    sys.exit(f"scaling.py: {message}")


def setting_from(text):
    found = re.fullmatch(r"(\d+)x(\d+):(\d+)x(\d+)", text)
    setting = Setting(*map(int, found.groups())) if found else None
    if not setting or 0 in setting or setting.nodes * setting.ranks != setting.samples * setting.genes:
        raise argparse.ArgumentTypeError(f"{text}: must be NODESxRANKS:GRID with as many ranks in the grid, as 2x1:2x1")
    return setting


def on_one_node(setting):
    return setting._replace(nodes=1, ranks=setting.nodes * setting.ranks)


def tool(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        fail(f"{' '.join(command)}: {(done.stderr.strip() or 'failed').splitlines()[0]}")
    return done.stdout


class Network:
    """Nodes on a switch, all in namespaces of their own: no interface, address or file of this machine changes."""

    def __init__(self, nodes):
        self.switch = f"lampyris-{os.getpid()}-switch"
        self.nodes = [f"lampyris-{os.getpid()}-{node}" for node in range(1, nodes + 1)]
        self.made = []
        self.folder = tempfile.mkdtemp(prefix="scaling-")  # also for what Open MPI keeps of a job

    def __enter__(self):
        try:
            self.make()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_):
        self.remove()

    def add(self, name):
        self.made.append(name)
        tool("ip", "netns", "add", name)

    def make(self):
        hosts = pathlib.Path(self.folder, "hosts")
        hosts.write_text("127.0.0.1 localhost\n" + "".join(
            f"10.0.0.{n} {node}\n" for n, node in enumerate(self.nodes, 1)))
        os.environ.update(SCALING_HOSTS=str(hosts), TMPDIR=self.folder)
        self.add(self.switch)
        tool("ip", "-n", self.switch, "link", "add", "bridge", "type", "bridge")
        tool("ip", "-n", self.switch, "link", "set", "bridge", "up")
        for n, node in enumerate(self.nodes, 1):
            self.add(node)
            tool("ip", "-n", self.switch, "link", "add", f"port{n}", "type", "veth", "peer", "name", "eth0", "netns", node)
            tool("ip", "-n", self.switch, "link", "set", f"port{n}", "master", "bridge", "up")
            tool("ip", "-n", node, "addr", "add", f"10.0.0.{n}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                tool("ip", "-n", node, "link", "set", device, "up")

    def remove(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it
        for name in self.made:
            # Whatever still runs in these namespaces was started in them by this script.
            pids = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True, check=False).stdout
            for pid in pids.split():
                try:
                    os.kill(int(pid), signal.SIGKILL)
                except ProcessLookupError:
                    pass
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def shape(self, bandwidth, latency):
        """Both directions of every node's cable; None: as fast as this machine copies. Latency is that of one way."""
        for n, node in enumerate(self.nodes, 1):
            for name, device, delay in ((node, "eth0", latency), (self.switch, f"port{n}", None)):
                subprocess.run(["tc", "-n", name, "qdisc", "del", "dev", device, "root"], capture_output=True, check=False)
                root = ["tc", "-n", name, "qdisc", "add", "dev", device, "root"]
                if bandwidth and delay:  # room for packets under way, or netem drops them
                    tool(*root, "netem", "delay", delay, "rate", bandwidth, "limit", "100000")
                elif bandwidth:  # 1 MiB is under 1 % of a gradient of 22 M weights, and enough for 10 Gbit/s
                    tool(*root, "tbf", "rate", bandwidth, "burst", "1mb", "latency", "50ms")

    def rate(self):
        """What one stream gets over the link, in Gbit/s."""
        first, second = self.nodes[:2]
        program = [shlex.quote(sys.executable), "-c", shlex.quote(LINK)]
        with subprocess.Popen([NODE, second, *program, "receive"], stdout=subprocess.PIPE, text=True) as receiver:
            try:
                receiver.stdout.readline()
                tool(NODE, first, *program, "send", "10.0.0.2")
                return float(receiver.stdout.readline())
            finally:
                receiver.kill()  # it would wait for a sender that failed

    def sent(self):
        link = json.loads(tool("ip", "-n", self.nodes[0], "-j", "-s", "link", "show", "eth0"))
        return link[0]["stats64"]["tx"]["bytes"]


def output(command):
    """Its own session: Ctrl-C ends this script, which then ends mpirun, which ends its ranks."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          start_new_session=True) as process:
        try:
            text, errors = process.communicate(timeout=600)
        except BaseException:
            process.terminate()
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
            raise
    if process.returncode != 0:
        sys.stderr.write(errors)
        fail(f"this failed: {' '.join(command)}")
    return text


def measure(run, given, network):
    setting = run.setting
    command = ["mpirun", "-n", str(setting.nodes * setting.ranks)]
    if setting.nodes > 1:
        # ob1 and tcp by name: a fast network card, seen from every namespace, would go around the link.
        hosts = ",".join(f"{node}:{setting.ranks}" for node in network.nodes[:setting.nodes])
        command = [NODE, network.nodes[0], *command, "--host", hosts, "--mca", "plm_rsh_agent", NODE, "--mca", "pml", "ob1",
                   "--mca", "btl", "self,vader,tcp"]
        network.shape(*(None, None) if run.link == "unshaped" else (run.link, given.latency))
        before = network.sent()
    text = output([*command, f"{given.build}/tests/bench/train_bench", "--grid", f"{setting.samples}x{setting.genes}",
                   "--batch", str(run.batch), "--genes", given.genes, "--widths", given.widths, "--precision",
                   given.precision, "--steps", str(given.steps), "--epochs", str(given.epochs),
                   "--overlap" if run.overlap else "--no-overlap"])
    sent = (network.sent() - before) / (given.steps * given.epochs) if setting.nodes > 1 else math.nan
    found = re.findall(r"(\d+) samples/s, loss ([\d.]+)", text)
    rates = [float(rate) for rate, _ in found[1:]]  # the first epoch prepares the kernels
    return Result(statistics.median(rates), float(found[-1][1]), sent)


def ratio(results, of, to):
    """The median of the ratios of rates, round by round: single figures drift with the machine."""
    return statistics.median(a.rate / b.rate for a, b in zip(results[of], results[to]))


def print_table(rows, results, given, link_rates):
    cores = len(os.sched_getaffinity(0))
    print("| scaling | nodes × ranks | grid | link | batch, group / global | samples/s | speed-up | efficiency | of one node "
          "| not hidden | of at once | MB sent a step | ranks on cores |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
    one = Run(Setting(1, 1, 1, 1), given.batch, None)
    for scaling, run in rows:
        setting = run.setting
        ranks = setting.nodes * setting.ranks
        speed_up = ratio(results, run, one)
        link, of_one, hidden, at_once, sent = "", "", "", "", ""
        if setting.nodes > 1:
            link = f"{run.link}: {link_rates[run.link]:.2g} Gbit/s"
            if given.latency and run.link != "unshaped":
                link += f", {given.latency}"
            of_one = f"{ratio(results, run, run._replace(setting=on_one_node(setting), link=None)):.2f}"
            sent = f"{statistics.median(result.sent for result in results[run]) / 1e6:.3g}"
            if summed_across_nodes(run):
                at_once = f"{ratio(results, run, run._replace(overlap=False)):.2f}"
            if run.link != "unshaped":
                hidden = f"{100 * (1 - ratio(results, run, run._replace(link='unshaped'))):.0f} %"
        print(f"| {scaling} | {setting.nodes} × {setting.ranks} | {setting.samples}x{setting.genes} | {link} "
              f"| {run.batch / setting.samples:g} / {run.batch} | {statistics.median(r.rate for r in results[run]):.0f} "
              f"| {speed_up:.2f} | {speed_up / ranks:.2f} | {of_one} | {hidden} | {at_once} | {sent} "
              f"| {ranks} on {cores}{', shared' if ranks > cores else ''} |")


def worst_loss(results):
    """The largest relative difference between losses of nodes and of the same grid on one node: the samples are the same."""
    return max((abs(result.loss / results[run._replace(setting=on_one_node(run.setting), link=None, overlap=True)][0].loss - 1)
                for run in results if run.setting.nodes > 1 for result in results[run]), default=None)


def summed_across_nodes(run):
    return run.setting.nodes > 1 and run.setting.samples > 1


def rows_of(given):
    """(scaling, run) in the order of the table. Without sample groups a batch that grows with them is the same batch."""
    one = Setting(1, 1, 1, 1)
    settings = dict.fromkeys([one, *map(on_one_node, given.settings), *given.settings])
    rows = []
    for setting in settings:
        for link in ["unshaped", *given.bandwidth] if setting.nodes > 1 else [None]:
            if setting.samples == 1:
                rows.append(("both", Run(setting, given.batch, link)))
            else:
                rows += [("strong", Run(setting, given.batch, link)),
                         ("weak", Run(setting, given.batch * setting.samples, link))]
    return sorted(rows, key=lambda row: row[0])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     usage=argparse.SUPPRESS)
    parser.add_argument("build", help="build/release")
    parser.add_argument("--settings", nargs="+", type=setting_from, default=[*map(setting_from, SETTINGS)],
                        help=f"NODESxRANKS:GRID …; default: {' '.join(SETTINGS)}")
    parser.add_argument("--bandwidth", action="append",
                        help="of a node's link, as tc has it; repeatable; default: 10gbit, 1gbit")
    parser.add_argument("--latency",
                        help="one way, added to shaped links, as 50us; needs netem in the kernel; default: none")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--genes", default="20848")
    parser.add_argument("--widths", default="512,512,512")
    parser.add_argument("--batch", type=int, default=512, help="strong: global; weak: of a sample group; default: 512")
    parser.add_argument("--precision", choices=("f32", "bf16"), default="bf16")
    parser.add_argument("--steps", type=int, default=3, help="of an epoch; default: 3")
    parser.add_argument("--epochs", type=int, default=3, help="the first is not counted; default: 3")
    parser.add_argument("--quick", action="store_true", help="one round of a small network: does it work at all?")
    given = parser.parse_args()
    given.bandwidth = given.bandwidth or ["10gbit", "1gbit"]
    if given.quick:
        given.rounds, given.genes, given.widths, given.batch = 1, "4096", "128", 64
    if given.rounds < 1 or given.epochs < 2 or given.steps < 1 or given.batch < 1:
        fail("--rounds, --steps and --batch must be at least 1, --epochs at least 2")
    return given


def check(given, nodes):
    if not os.access(f"{given.build}/tests/bench/train_bench", os.X_OK):
        fail(f"no {given.build}/tests/bench/train_bench: build the target train_bench, with -DLAMPYRIS_TESTS=ON")
    if "OMPI_MCA_rmaps_base_oversubscribe" not in os.environ:
        fail("source jobs/environment.sh first")
    if nodes > 1 and os.geteuid() != 0:
        fail("more than one node needs root, for network namespaces; without it: --settings 1x2:2x1 …")
    missing = [name for name in ("ip", "tc", "nsenter", "unshare") if nodes > 1 and not shutil.which(name)]
    if missing:
        fail(f"more than one node needs {', '.join(missing)}: on Debian in the packages iproute2 and util-linux")


def main():
    given = arguments()
    nodes = max(setting.nodes for setting in given.settings)
    check(given, nodes)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    rows = rows_of(given)
    runs = list(dict.fromkeys(run for _, run in rows))
    runs += [run._replace(overlap=False) for run in runs if summed_across_nodes(run)]
    results = {run: [] for run in runs}
    load, link_rates = os.getloadavg()[0], {}
    with Network(nodes) if nodes > 1 else contextlib.nullcontext() as network:
        for link in ["unshaped", *given.bandwidth] if network else []:
            network.shape(*(None, None) if link == "unshaped" else (link, given.latency))
            link_rates[link] = network.rate()
        try:
            for turn in range(given.rounds):
                for n, run in enumerate(runs, 1):
                    print(f"round {turn + 1} of {given.rounds}, run {n} of {len(runs)}", end="\r", file=sys.stderr, flush=True)
                    results[run].append(measure(run, given, network))
        except KeyboardInterrupt:
            if not all(results.values()):
                raise
    done = min(map(len, results.values()))  # Ctrl-C keeps the rounds that were completed
    results = {run: measured[:done] for run, measured in results.items()}
    print(file=sys.stderr)
    print_table(rows, results, given, link_rates)
    print(f"\n{given.genes} genes, widths {given.widths}, {given.precision}, one thread a rank, {done} rounds; the "
          f"machine's load average before was {load:.1f}.")
    worst = worst_loss(results)
    if worst is not None:
        print(f"Losses of nodes differ from those of one node by {worst:.0e}, relatively, at most.")
    if worst is not None and worst > ROUNDING:
        fail(f"that is more than rounding ({ROUNDING:.0e})")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("interrupted")
