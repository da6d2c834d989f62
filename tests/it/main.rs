mod document;
mod graph;
mod rules;
