#!/usr/bin/env python3
"""Runs `entente extract -` over the partitions of a snapshot, and writes N-Quads parts that `entente load` takes.

usage: spark-submit extract.py INPUT OUTPUT [--entente PROGRAM] [--partitions N] [--base IRI] [--compress]

INPUT is what Spark's textFile reads: NDJSON in the shape of the Wikimedia Enterprise snapshots, one page a line, as files, folders or patterns,
packed or not. OUTPUT is a folder that must not exist yet. The program must be at the same path on all workers.
"""
import argparse
import shlex

from pyspark import SparkConf, SparkContext

BZIP2 = "org.apache.hadoop.io.compress.BZip2Codec"


def command(program, base):
    """The filter. One thread each: Spark runs as many as there are cores. A line that is no page is told in the worker's log and skipped: exit status 1."""
    words = [program, "extract", "--quiet", "--threads", "1"]
    if base:
        words += ["--base", base]
    filtered = " ".join(map(shlex.quote, words + ["-"]))
    return shlex.join(["sh", "-c", f"{filtered} || [ $? -eq 1 ]"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--entente", default="entente", metavar="PROGRAM")
    parser.add_argument("--partitions", type=int, default=0, metavar="N", help="at least so many parts [default: as Spark cuts the input]")
    parser.add_argument("--base", metavar="IRI")
    parser.add_argument("--compress", action="store_true", help="parts packed with bzip2")
    args = parser.parse_args()
    context = SparkContext(conf=SparkConf().setAppName("entente"))
    pages = context.textFile(args.input, minPartitions=args.partitions or None)
    if args.partitions > pages.getNumPartitions():
        # Files that are packed as a whole come as one partition each.
        pages = pages.repartition(args.partitions)
    quads = pages.pipe(command(args.entente, args.base), checkCode=True)
    quads.saveAsTextFile(args.output, BZIP2 if args.compress else None)
    context.stop()


if __name__ == "__main__":
    main()
