#!/usr/bin/env python3
"""Loads the exports of one store into two RDF libraries and compares what they hold.

usage: load.py DIR        DIR holds export.turtle, export.trig, export.ntriples, export.nquads, export.jsonld, export.rdfxml

The formats without graphs must hold the same triples, those with graphs the same quads, in both libraries, and none a blank node.
"""
import pathlib
import sys

import pyoxigraph
import rdflib

# rdflib would rewrite lexical forms such as "01"^^xsd:integer and so merge literals that differ.
rdflib.NORMALIZE_LITERALS = False

TRIPLES = {
    "turtle": (pyoxigraph.RdfFormat.TURTLE, "turtle"),
    "ntriples": (pyoxigraph.RdfFormat.N_TRIPLES, "nt"),
    "rdfxml": (pyoxigraph.RdfFormat.RDF_XML, "xml"),
}
QUADS = {
    "trig": (pyoxigraph.RdfFormat.TRIG, "trig"),
    "nquads": (pyoxigraph.RdfFormat.N_QUADS, "nquads"),
    "jsonld": (pyoxigraph.RdfFormat.JSON_LD, "json-ld"),
}


def oxigraph(path, form):
    with open(path, "rb") as handle:
        quads = set(pyoxigraph.parse(handle, format=form))
    blank = sum(isinstance(term, pyoxigraph.BlankNode) for quad in quads for term in (quad.subject, quad.object, quad.graph_name))
    return quads, blank


def rdf_lib(path, form):
    dataset = rdflib.Dataset() if form in {"trig", "nquads", "json-ld"} else rdflib.Graph()
    dataset.parse(path, format=form)
    # Dataset.quads() names the default graph by a name of its own; only the number is compared.
    return len(set(dataset.quads())) if isinstance(dataset, rdflib.Dataset) else len(dataset)


def main():
    folder, failed = pathlib.Path(sys.argv[1]), False
    for what, forms in (("triples", TRIPLES), ("quads", QUADS)):
        first = None
        for name, (oxi, lib) in forms.items():
            path = folder / f"export.{name}"
            quads, blank = oxigraph(path, oxi)
            count = rdf_lib(path, lib)
            first = first or (name, quads)
            problems = []
            if not quads:
                problems.append("empty")
            if count != len(quads):
                problems.append(f"rdflib finds {count}")
            if blank:
                problems.append(f"{blank} blank nodes")
            if quads != first[1]:
                gone, new = len(first[1] - quads), len(quads - first[1])
                problems.append(f"not as in {first[0]}: {gone} missing, {new} more")
            failed |= bool(problems)
            print(f"{name:10}{len(quads):8} {what}  {'; '.join(problems) or 'same in rdflib and pyoxigraph'}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
