"""balance with 10,000 lots beside charge on the same logs, in one run: wall and CPU seconds, peak memory, and the ratio.

    cargo build --release && python3 tests/bench/balance.py LOG… --sheet SHEET [--lots 10000] [--times 3]

tests/bench/charge.py makes a log of 10 million sessions and its sheet. Two logs of different people have 10 million charges.
"""

import argparse
import datetime
import os
import random
import resource
import subprocess
import tempfile
import time


def run(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    options = argparse.ArgumentParser()
    options.add_argument("log", nargs="+")
    options.add_argument("--sheet", required=True)
    options.add_argument("--lots", type=int, default=10_000)
    options.add_argument("--times", type=int, default=3)
    options = options.parse_args()
    dice = random.Random(1)
    first = datetime.date(2024, 6, 1)
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as lots:
        lots.write("id,bought,tokens,price\n")
        for number in range(options.lots):
            bought = first + datetime.timedelta(days=dice.randrange(540))
            lots.write(f"PO-{number},{bought},{dice.randrange(100, 25_000)},{dice.randrange(240, 300) / 100}\n")
        lots.flush()
        here = os.path.dirname(os.path.abspath(__file__))
        flexcalc = os.path.join(here, "..", "..", "target", "release", "flexcalc")
        usage = ["--rates", options.sheet, "-f", "csv"]
        commands = {
            "charge": [flexcalc, "charge", *options.log, *usage],
            "balance": [flexcalc, "balance", "--lots", lots.name, "--as-of", "2025-12-31", *usage, "--usage", *options.log],
        }
        best = {}
        for _ in range(options.times):  # in turns, so that a busy moment falls on both
            for name, command in commands.items():
                best[name] = min(best.get(name, (1e9, 0)), run(command))
    print(f"{'what':10}{'wall s':>8}{'CPU s':>8}{'wall ÷ charge':>15}")
    for name, (wall, cpu) in best.items():
        print(f"{name:10}{wall:8.2f}{cpu:8.2f}{wall / best['charge'][0]:15.2f}")


main()
