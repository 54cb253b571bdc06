"""charge beside wc -l, DuckDB and pandas on one log, in one run: wall and CPU seconds, peak memory, and ratios.

    cargo build --release && python3 tests/bench/charge.py [LOG] [--rows 10000000] [--times 3]

Without LOG one is made (numpy and polars), sorted by open, in the system's folder for temporary files. Peers that are not
installed are left out. The calendar-day count of DuckDB is not the rule; it is what people take for it.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile

NAMES = """AutoCAD,Revit,Civil 3D,Inventor Professional,3ds Max,Maya,Navisworks Manage,Fusion,InfraWorks,Plant 3D,
Vault Professional,Alias AutoStudio,VRED Professional,CFD Ultimate,Moldflow Insight,Advance Steel,Robot Structural Analysis,
ReCap Pro,Arnold,MotionBuilder,Flame,Nastran,Netfabb Premium,PowerMill Ultimate,FeatureCAM Ultimate,PowerInspect,
Fabrication CADmep,Vehicle Tracking,Structural Bridge Design,AutoCAD LT""".replace("\n", "").split(",")
RATES = [7, 10, 7, 8, 6, 6, 5, 3, 7, 9, 4, 55, 50, 21, 62, 9, 13, 3, 2, 6, 40, 15, 25, 40, 30, 20, 7, 3, 7, 2]

MAKE = '''
import sys, numpy as np, polars as pl
out, rows, names = sys.argv[1], int(sys.argv[2]), sys.argv[3].split(",")
people = 20_000
random = np.random.default_rng(1)
share = random.lognormal(0, 1, people); share /= share.sum()
user = random.choice(people, size=rows, p=share)
few = random.integers(1, 7, people)
product = (user * 7 + (random.random(rows) ** 1.7 * few[user]).astype(np.int64) * 11) % len(names)
day = random.choice(365, size=rows, p=(w := np.resize([1, 1, 1, 1, .9, .12, .08], 365)) / w.sum())
opened = 1735689600 + day * 86400 + np.clip(random.normal(41400, 9700, rows), 0, 86399).astype(np.int64)
lasts = np.clip(random.lognormal(8.6, 1.1, rows), 20, 43200).astype(np.int64)
kind = random.random(rows)
lasts = np.where(kind < .08, random.integers(5, 299, rows), lasts)
lasts = np.where(kind > .997, random.integers(86400, 288000, rows), lasts)
order = np.argsort(opened, kind="stable")
with open(out, "wb") as file:
    for start in range(0, rows, 1_000_000):
        at = order[start:start + 1_000_000]
        frame = pl.DataFrame({"opened": opened[at], "closed": opened[at] + lasts[at], "user": user[at],
                              "product": np.array(names)[product[at]]})
        frame = frame.with_columns(
            pl.from_epoch("opened").dt.strftime("%Y-%m-%dT%H:%M:%SZ"), pl.from_epoch("closed").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
            pl.format("u{}@example.com", pl.col("user").cast(pl.Utf8).str.zfill(5)).alias("user"),
            pl.format("WS-{}", pl.col("user").cast(pl.Utf8).str.zfill(5)).alias("machine"))
        frame.write_csv(file, include_header=start == 0)
'''

DUCKDB = '''
import duckdb, sys
print(duckdb.sql(f"""select count(*) from (select distinct "user", product, opened::date from read_csv('{sys.argv[1]}'))""").fetchall())
'''

PANDAS = '''
import sys, numpy as np, pandas as pd
log = pd.read_csv(sys.argv[1], usecols=["opened", "closed", "user", "product"], engine="pyarrow")
time = lambda column: pd.to_datetime(log[column], utc=True).dt.tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
opened, closed = time("opened"), time("closed")
user, _ = pd.factorize(log["user"]); product, names = pd.factorize(log["product"])
long = closed - opened >= 300
key = (user * len(names) + product)[long]; opened = opened[long]
order = np.argsort(key, kind="stable"); key, opened = key[order], opened[order]
# 24-hour windows without rollover: jump from each charged open to the first one that its window does not cover
wide = opened + key * (1 << 36)
follows = np.searchsorted(wide, wide + 86400)
at = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]); ends = np.r_[at[1:], len(key)]
charges = 0
while len(at):
    charges += len(at); at = follows[at]; open_ = at < ends; at, ends = at[open_], ends[open_]
print(charges)
'''


def run(name, command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = os.times().elapsed
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, problem = process.communicate()
    wall = os.times().elapsed - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode != 0:
        return None, problem.decode().strip().splitlines()[-1:] or ["failed"]
    return (wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), out.decode().strip().splitlines()


def peak(command):
    """Peak memory in MB: of a process of its own, since the system keeps the largest of all children."""
    code = f"import resource,subprocess; subprocess.run({command!r},stdout=-3); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    return int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout) / 1024


def main():
    options = argparse.ArgumentParser()
    options.add_argument("log", nargs="?")
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--sheet", help="the rate sheet of LOG; one is made unless it is given")
    options = options.parse_args()
    log = options.log or os.path.join(tempfile.gettempdir(), f"flexcalc-{options.rows}.csv")
    if not os.path.exists(log):
        subprocess.run([sys.executable, "-c", MAKE, log, str(options.rows), ",".join(NAMES)], check=True)
    sheet = options.sheet or log + ".sheet.toml"
    if not os.path.exists(sheet):
        with open(sheet, "w") as file:
            file.write('name = "bench"\ntitle = "Placeholders"\neffective = 2024-01-01\ncurrency = "USD"\n[token]\nlist_price = 3\n'
                       "minimum_purchase = 100\nterm_days = 365\ngrace_minutes = 5\n")
            for number, (name, rate) in enumerate(zip(NAMES, RATES)):
                file.write(f'[products.p{number}]\nname = "{name}"\ntokens_per_day = {rate}\nsource = "placeholder"\n')
    here = os.path.dirname(os.path.abspath(__file__))
    flexcalc = os.path.join(here, "..", "..", "target", "release", "flexcalc")
    commands = {
        "wc -l": ["wc", "-l", log],
        "flexcalc charge": [flexcalc, "charge", log, "--rates", sheet, "-f", "csv"],
        "DuckDB, calendar days": [sys.executable, "-c", DUCKDB, log],
        "pandas, windows": [sys.executable, "-c", PANDAS, log],
    }
    best, said = {}, {}
    for _ in range(options.times):  # in turns, so that a busy moment falls on all
        for name, command in commands.items():
            times, said[name] = run(name, command)
            if times:
                best[name] = min(best.get(name, times), times)
    ours = best["flexcalc charge"][0]
    print(f"{'what':24}{'wall s':>8}{'CPU s':>8}{'peak MB':>9}{'wall ÷ ours':>13}")
    for name, command in commands.items():
        if name in best:
            wall, cpu = best[name]
            print(f"{name:24}{wall:8.2f}{cpu:8.2f}{peak(command):9.0f}{wall / ours:13.2f}")
        else:
            print(f"{name:24}left out: {said[name][0]}")


main()
