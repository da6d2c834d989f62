//! What the readers make of pages.
