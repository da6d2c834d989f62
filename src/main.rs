//! The command `entente`.

use std::process::ExitCode;

// RocksDB's bulk load and the store in memory are a third faster with it than with the system's. It must stand in for the `malloc` of
// C too (feature `override`): Oxigraph frees the messages of RocksDB's errors, such as that of a full disk, as if Rust had made them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(entente::commands::main(std::env::args_os().collect()))
}
