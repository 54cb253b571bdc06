#!/usr/bin/env python3
"""Start-up of flexcalc against a hello-world Rust binary, in one run on one machine.

    cargo build --release && python3 tests/bench/startup.py [RUNS]

Both binaries are copied into one folder and run in turns, so that neither has the warmer machine. Prints the median wall
and CPU time of each, and the ratios. A figure to read, not a test: machines differ.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
QUESTIONS = [
    "breakeven revit --sub-price 2985",
    "breakeven revit --sub-price 2985 --format json",
    "pool-size --low 6000 --likely 8000 --high 12000",
    "--version",
]


def once(command):
    """Wall and CPU milliseconds of one run."""
    with open(os.devnull, "w") as null:
        quiet = [(os.POSIX_SPAWN_DUP2, null.fileno(), 1), (os.POSIX_SPAWN_DUP2, null.fileno(), 2)]
        start = time.perf_counter()
        process = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
        _, status, used = os.wait4(process, 0)
        wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return wall * 1000, (used.ru_utime + used.ru_stime) * 1000


def median(column, part):
    numbers = sorted(run[part] for run in column)
    return numbers[len(numbers) // 2]


with tempfile.TemporaryDirectory() as folder:
    source = pathlib.Path(folder, "hello.rs")
    source.write_text('fn main() {\n    println!("Hello, world!");\n}\n')
    built = pathlib.Path(folder, "built")
    subprocess.run(["rustc", "-O", "-o", built, source], check=True)
    hello = shutil.copy(built, pathlib.Path(folder, "hello"))
    flexcalc = shutil.copy(ROOT / "target/release/flexcalc", pathlib.Path(folder, "flexcalc"))
    commands = [[str(hello)]] + [[str(flexcalc), *question.split()] for question in QUESTIONS]
    runs = [[once(command) for command in commands] for _ in range(RUNS)]

columns = list(zip(*runs))
base = [median(columns[0], part) for part in (0, 1)]
print(f"{'wall ms':>8} {'ratio':>6} {'CPU ms':>8} {'ratio':>6}")
for command, column in zip(commands, columns):
    wall, cpu = (median(column, part) for part in (0, 1))
    name = " ".join([os.path.basename(command[0]), *command[1:]])
    print(f"{wall:8.3f} {wall / base[0]:6.2f} {cpu:8.3f} {cpu / base[1]:6.2f}  {name}")
