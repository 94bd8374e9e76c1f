//! A place for the benchmark.
fn main() {}
