mod document;
mod graph;
mod queries;
