mod document;
mod graph;
