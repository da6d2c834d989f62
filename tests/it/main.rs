mod cli;
mod document;
mod graph;
mod queries;
mod rules;
