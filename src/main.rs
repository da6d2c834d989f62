//! The command `entente`.

use std::process::ExitCode;

// RocksDB's bulk load and the store in memory are a third faster with it than with the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(entente::commands::main(std::env::args_os().collect()))
}
