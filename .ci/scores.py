#!/usr/bin/env python3
"""Scores what `entente` finds on annotated pages, all relations, and fails where a score is below its floor.

usage: scores.py --entente BINARY --floors floors.tsv [--suggest]

The sets: the sample pages, the annotated pages and the held-back pages of this repository and, where a folder `shared` lies beside the
repository, the pages and annotations there (skipped with a line where it is absent). The measure is that of `entente eval --gold`; a test compares it
with the reference scorer. --suggest prints what the floors file would hold for today's scores.
"""
import argparse
import json
import math
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SETS = {
    "sample": (ROOT / "tests" / "pages", ROOT / "tests" / "gold"),
    "annotated": (ROOT / "tests" / "annotated" / "pages", ROOT / "tests" / "annotated" / "gold"),
    "heldback": (ROOT / "tests" / "heldback" / "pages", ROOT / "tests" / "heldback" / "gold"),
    # The annotations were made on these states of the pages; the wikitext beside some of them is younger.
    "corpus": (SHARED / "corpus" / "*.md", SHARED / "gold"),
}


def read_floors(path):
    """Maps (set, page) to (precision, recall), page `*` being the whole set; exits with file and line where a row is wrong."""
    floors = {}
    for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
        if not line.strip() or line.startswith(("#", "set\t")):
            continue
        try:
            name, page, precision, recall = line.split("\t")
            floors[name, page] = float(precision), float(recall)
        except ValueError:
            sys.exit(f"{path}:{number}: not SET, PAGE, PRECISION, RECALL with tabs between them")
    return floors


def share(value):
    return "-" if value is None else f"{value:.3f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entente", required=True, type=pathlib.Path)
    parser.add_argument("--floors", required=True, type=pathlib.Path)
    parser.add_argument("--suggest", action="store_true")
    args = parser.parse_args()
    floors, failed, seen, skipped = read_floors(args.floors), False, set(), set()
    for name, (pages, gold) in SETS.items():
        if not ((pages.is_dir() or any(pages.parent.glob(pages.name))) and gold.is_dir()):
            print(f"skipped: the {name} pages or their annotations are absent")
            skipped.add(name)
            continue
        command = [args.entente, "eval", "--gold", gold, pages, "--format", "json"]
        done = subprocess.run([str(part) for part in command], text=True, encoding="utf8", stdout=subprocess.PIPE)
        if done.returncode not in (0, 1):
            sys.exit(f"{' '.join(map(str, command))}: exit status {done.returncode}")
        scores = json.loads(done.stdout)
        print(f"{name + ' page':26}{'precision':>10}{'recall':>8}{'F1':>8}{'dates':>8}{'via':>8}{'found':>7}{'of':>6}  floor")
        for page, score in [(row["page"], row["strict"]) for row in scores["pages"]] + [("*", scores["total"]["strict"])]:
            seen.add((name, page))
            precision, recall = score["precision"], score["recall"]
            floor, verdict = floors.get((name, page)), "-"
            if floor:
                low = precision < floor[0] or recall < floor[1]
                failed |= low
                verdict = f"{floor[0]:.2f} {floor[1]:.2f}" + (" BELOW" if low else "")
            # Chinese characters are two columns wide.
            wide = 26 - 2 * sum(ord(c) > 0x2E7F for c in page) - sum(ord(c) <= 0x2E7F for c in page)
            print(page + " " * max(wide, 1) + f"{precision:10.3f}{recall:8.3f}{score['f1']:8.3f}{share(score['date_accuracy']):>8}"
                  f"{share(score['via_accuracy']):>8}{score['hits']:7}{score['required']:6}  {verdict}")
            if args.suggest:
                print(f"{name}\t{page}\t{math.floor(precision * 100) / 100:.2f}\t{math.floor(recall * 100) / 100:.2f}", file=sys.stderr)
    for name, page in sorted(set(floors) - seen):
        if name not in skipped:
            failed = True
            print(f"{args.floors}: {name} {page} has a floor and no annotation")
    sys.exit(failed)


if __name__ == "__main__":
    main()
