"""plan on made-up organisations, beside reading the same usage and beside HiGHS, in one run: seconds, ratios, the curve.

    cargo build --release && python3 tests/bench/plan.py [--people 1000,10000,100000] [--peer 1000] [--seed 1]

Everyone uses 3 of 12 products; 3 collections, 6 tiers, no buffer. The peer (highspy, where it is installed) solves the same
question as a mixed-integer programme for --peer people, and its optimum is checked against ours, to the cent.
"""

import argparse
import json
import os
import random
import subprocess
import tempfile
import time

PRODUCTS = [("AutoCAD", 7, 203000), ("AutoCAD LT", 2, 50500), ("Revit", 10, 291000), ("Civil 3D", 10, 291000),
            ("Inventor", 8, 251000), ("Fusion", 3, 68000), ("3ds Max", 6, 194500), ("Maya", 6, 194500),
            ("Navisworks", 7, 109500), ("InfraWorks", 5, 159500), ("Plant 3D", 7, 203000), ("Vault", 4, 109500)]
COLLECTIONS = [("aec", [0, 1, 2, 3, 6, 8, 9, 10], 367500), ("pdm", [0, 1, 4, 5, 6, 8, 11], 329500), ("me", [5, 6, 7], 242500)]
TIERS = [(100, 300), (5000, 291), (15000, 282), (50000, 270), (150000, 258), (500000, 246)]  # from, cents a token


def organisation(people, seed):
    dice = random.Random(seed)
    for _ in range(people):
        days = {}
        for product in dice.sample(range(len(PRODUCTS)), 3):
            kind = dice.random()
            days[product] = dice.randint(1, 12) if kind < .45 else dice.randint(5, 80) if kind < .8 else dice.randint(60, 240)
        yield days


def write_sheet(file):
    file.write('name = "bench"\ntitle = "Placeholders"\neffective = 2026-01-01\ncurrency = "USD"\n[token]\nlist_price = 3\n'
               "minimum_purchase = 100\nterm_days = 365\ngrace_minutes = 5\n")
    for start, cents in TIERS[1:]:
        file.write(f"[[token.tier]]\nfrom = {start}\nprice = {cents / 100}\n")
    for number, (name, rate, cents) in enumerate(PRODUCTS):
        file.write(f'[products.p{number}]\nname = "{name}"\ntokens_per_day = {rate}\nannual_price = {cents / 100}\nsource = "placeholder"\n')
    for name, products, cents in COLLECTIONS:
        ids = ", ".join(f'"p{product}"' for product in products)
        file.write(f'[collections.{name}]\nname = "{name}"\nproducts = [{ids}]\nannual_price = {cents / 100}\nsource = "placeholder"\n')


def highs(people, limit):
    try:
        import highspy
        import numpy as np
    except ImportError:
        return None
    start = time.perf_counter()
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.4), ("time_limit", limit)):
        solver.setOptionValue(option, value)
    cost, upper, starts, index, value, low, high = [], [], [], [], [], [], []

    def variable(price, most=1.0):
        cost.append(float(price))
        upper.append(float(most))
        return len(cost) - 1

    def row(terms, least, most):
        starts.append(len(index))
        for place, factor in terms:
            index.append(place)
            value.append(float(factor))
        low.append(least)
        high.append(most)

    tokens, all_tokens = [], 0
    for days in people:
        held = [(variable(cents), set(products)) for _, products, cents in COLLECTIONS if set(products) & days.keys()]
        for product, many in days.items():
            flex, seat = variable(0), variable(PRODUCTS[product][2])
            row([(flex, 1), (seat, 1)] + [(one, 1) for one, products in held if product in products], 1, highspy.kHighsInf)
            tokens.append((flex, -many * PRODUCTS[product][1]))
            all_tokens += many * PRODUCTS[product][1]
    most, chosen = max(all_tokens, TIERS[-1][0]), []
    for start_of, cents in TIERS:
        is_tier, bought = variable(0), variable(cents, most)
        chosen.append((is_tier, 1))
        tokens.append((bought, 1))
        row([(bought, 1), (is_tier, -start_of)], 0, highspy.kHighsInf)
        row([(bought, 1), (is_tier, -most)], -highspy.kHighsInf, 0)
    row(chosen, 1, 1)
    row(tokens, 0, highspy.kHighsInf)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(cost), len(low)
    model.col_cost_, model.col_lower_, model.col_upper_ = np.array(cost), np.zeros(len(cost)), np.array(upper)
    model.row_lower_, model.row_upper_ = np.array(low, float), np.array(high, float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = np.array(starts + [len(index)]), np.array(index)
    model.a_matrix_.value_ = np.array(value)
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    solver.passModel(model)
    solver.run()
    info = solver.getInfo()
    return time.perf_counter() - start, info.objective_function_value / 100, info.mip_dual_bound / 100


def best_of(times, command):
    def once():
        start = time.perf_counter()
        output = subprocess.run(command, check=True, capture_output=True).stdout
        return time.perf_counter() - start, output
    return min((once() for _ in range(times)), key=lambda run: run[0])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--people", default="1000,10000,100000")
    options.add_argument("--peer", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--limit", type=float, default=300)
    options = options.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    flexcalc = os.path.join(here, "..", "..", "target", "release", "flexcalc")
    print(f"{'people':>8}{'plan s':>9}{'reading s':>11}{'beyond it s':>13}{'µs a person':>13}   optimum, gap")
    with tempfile.TemporaryDirectory() as folder:
        sheet = os.path.join(folder, "sheet.toml")
        with open(sheet, "w") as file:
            write_sheet(file)
        for size in sorted({int(size) for size in options.people.split(",")} | ({options.peer} if options.peer else set())):
            people = list(organisation(size, options.seed))
            usage = os.path.join(folder, f"{size}.csv")
            with open(usage, "w") as file:
                file.write("email,offering_name,days_used,access_option\n")
                for number, days in enumerate(people):
                    for product, many in days.items():
                        file.write(f"u{number:06}@example.com,{PRODUCTS[product][0]},{many},Flex\n")
            period = ["--period", "2026-01-01..2027-01-01", "--rates", sheet, "-f"]
            plan = [flexcalc, "plan", "--buffer", "0", "--usage", usage, *period]
            reading, _ = best_of(3, [flexcalc, "charge", usage, *period, "csv"])
            wall, _ = best_of(3, [*plan, "csv"])
            _, output = best_of(1, [*plan, "json"])  # with every change, which takes longer to write than to find
            optimum = json.loads(output)["result"]["optimum"]
            beyond = wall - reading
            print(f"{size:8}{wall:9.3f}{reading:11.3f}{beyond:13.3f}{beyond / size * 1e6:13.2f}"
                  f"   {optimum['total_cost']:,.2f}, {optimum['gap']}")
            if size == options.peer:
                peer = highs(people, options.limit)
                if peer is None:
                    print("HiGHS: left out, highspy is not installed")
                    continue
                seconds, cost, bound = peer
                same = abs(cost - optimum["total_cost"]) < 0.005
                print(f"{'HiGHS':>8}{seconds:9.1f}{'':24}{seconds / max(beyond, 1e-3):13.0f} times   {cost:,.2f}, bound {bound:,.2f}: "
                      f"{'the same' if same else 'NOT THE SAME'}")


main()
