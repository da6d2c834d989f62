#!/usr/bin/env python3
"""Scores what `entente` finds on annotated pages, and fails where a score is below its floor.

usage: scores.py --entente BINARY --work DIR --floors floors.tsv [--suggest]

Two sets: the sample pages of this repository (tests/pages, tests/gold) and, where a folder `shared` lies beside the repository, the
pages and annotations there. The scorer (shared/tools/score.py) lies there too: without it both are skipped, and a line says so.
--suggest prints what the floors file would hold for today's scores.
"""
import argparse
import json
import math
import pathlib
import subprocess
import sys

RELATIONS = "alignedWith,alliedWith,strategicPartnerOf,sidedWith,signedTreaty,jointExercise,foughtAgainst,memberOf,recognized"
ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SETS = [("sample", ROOT / "tests" / "pages", ROOT / "tests" / "gold"), ("corpus", SHARED / "corpus", SHARED / "gold")]


def read_floors(path):
    """Maps page to (precision, recall); exits with file and line where a row is wrong."""
    floors = {}
    for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
        if not line.strip() or line.startswith(("#", "page\t")):
            continue
        try:
            page, precision, recall = line.split("\t")
            floors[page] = float(precision), float(recall)
        except ValueError:
            sys.exit(f"{path}:{number}: not PAGE, PRECISION, RECALL with tabs between them")
    return floors


def run(command, ok=(0,), **options):
    done = subprocess.run([str(part) for part in command], text=True, encoding="utf8", **options)
    if done.returncode not in ok:
        sys.exit(f"{' '.join(map(str, command))}: exit status {done.returncode}")
    return done


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entente", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--floors", required=True, type=pathlib.Path)
    parser.add_argument("--suggest", action="store_true")
    args = parser.parse_args()
    scorer = SHARED / "tools" / "score.py"
    floors, failed, seen, skipped = read_floors(args.floors), False, set(), False
    if not scorer.exists():
        print("skipped: no scorer beside the repository (shared/tools/score.py)")
        return
    for name, pages, gold in SETS:
        if not (pages.is_dir() and gold.is_dir()):
            print(f"skipped: {name} pages or their annotations are absent")
            skipped = True
            continue
        store, found = args.work / f"score-{name}", args.work / f"{name}.csv"
        # Status 1 says that something in a page was skipped; the scores tell whether it mattered.
        run([args.entente, "build", pages, "--store", store], ok=(0, 1), stdout=subprocess.DEVNULL)
        with open(found, "w", encoding="utf8") as handle:
            run([args.entente, "query", "relations", "--format", "csv", "--store", store], stdout=handle)
        print(f"{name + ' page':26}{'precision':>10}{'recall':>8}{'F1':>8}{'dates':>8}{'via':>8}{'found':>7}{'of':>5}  floor")
        for folder in sorted(path for path in gold.iterdir() if (path / "relations.tsv").exists()):
            page = folder.name
            seen.add(page)
            done = run([sys.executable, scorer, "--gold", folder / "relations.tsv", "--predicted", found, "--page", page,
                        "--predicates", RELATIONS, "--json"], stdout=subprocess.PIPE)
            score = json.loads(done.stdout)["strict"]
            precision, recall = score["precision"], score["recall"]
            floor, verdict = floors.get(page), "-"
            if floor:
                low = precision < floor[0] or recall < floor[1]
                failed |= low
                verdict = f"{floor[0]:.2f} {floor[1]:.2f}" + (" BELOW" if low else "")
            # Chinese characters are two columns wide.
            wide = 26 - 2 * sum(ord(c) > 0x2E7F for c in page) - sum(ord(c) <= 0x2E7F for c in page)
            share = lambda value: "-" if value is None else f"{value:.3f}"
            print(page + " " * max(wide, 1) + f"{precision:10.3f}{recall:8.3f}{score['f1']:8.3f}{share(score['date_accuracy']):>8}"
                  f"{share(score['via_accuracy']):>8}{score['hits']:7}{score['required']:5}  {verdict}")
            if args.suggest:
                print(f"{page}\t{math.floor(precision * 100) / 100:.2f}\t{math.floor(recall * 100) / 100:.2f}", file=sys.stderr)
    for page in sorted(set(floors) - seen):
        if not skipped:
            failed = True
            print(f"{args.floors}: {page} has a floor and no annotation")
    sys.exit(failed)


if __name__ == "__main__":
    main()
