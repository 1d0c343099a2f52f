//! Tries a built component at random and prints what it came to:
//! `cargo run -p end-to-end --release --example random -- COMPONENT [CALLS [SEED]]`.

use std::error::Error;
use std::time::Instant;

use connector_host::component::{Limits, Runtime};
use end_to_end::try_at_random;

#[allow(clippy::print_stdout, reason = "this is what it is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let component = arguments.next().ok_or("name a component")?;
    let mut number = |usual: u64| match arguments.next() {
        Some(number) => number.parse(),
        None => Ok(usual),
    };
    let (calls, seed) = (number(10_000)?, number(1)?);
    let connector = Runtime::new(Limits::default(), None)?.load(&std::fs::read(component)?)?;
    let begin = Instant::now();
    let tally = try_at_random(&connector, seed, calls);
    println!("inputs            {:>9}", tally.inputs);
    println!("  refused         {:>9}", tally.refused);
    println!("replies           {:>9}", tally.replies);
    println!("  done            {:>9}", tally.done);
    println!("  failed          {:>9}", tally.failed);
    println!("largest state     {:>9} bytes", tally.largest_state);
    println!("seconds           {:>9}", begin.elapsed().as_secs());
    println!("traps and the like{:>9}", tally.wrong.len());
    for wrong in tally.wrong.iter().take(20) {
        println!("  {wrong}");
    }
    if tally.wrong.is_empty() {
        Ok(())
    } else {
        Err("it went wrong".into())
    }
}
