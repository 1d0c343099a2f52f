//! Packs the manifest for the component: without its white space, which is most of it, with what is in it
//! again told as a repetition, and deflated. `describe` unpacks it.

use std::collections::HashMap;
use std::path::Path;
use std::{env, error, fs};

/// The shortest repetition that is told as one; to deflate finds shorter ones, of what came shortly before.
/// Of several values this one makes the least.
const SHORTEST: usize = 28;
/// By how many bytes a repetition is found.
const BEGINNING: usize = 16;
/// In how many places that begin alike the longest repetition is looked for, the last ones.
const PLACES: usize = 64;

#[allow(clippy::print_stdout, reason = "this is how to talk to cargo")]
fn main() -> Result<(), Box<dyn error::Error>> {
    let path = "../manifests/zoom.json";
    println!("cargo::rerun-if-changed={path}");
    let manifest = fs::read_to_string(path)?;
    let compact = serde_json::from_str::<serde_json::Value>(&manifest)?.to_string();
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let out = Path::new(&out);
    let (steps, rest) = without_repetitions(compact.as_bytes());
    let packed = miniz_oxide::deflate::compress_to_vec(&[&*steps, &*rest].concat(), 10);
    fs::write(out.join("manifest.deflate"), packed)?;
    fs::write(
        out.join("manifest.rs"),
        format!(
            "/// How long the steps are that make it of the rest, and the rest.\n\
             const STEPS: usize = {};\nconst REST: usize = {};\n\
             /// How long it is without white space.\nconst COMPACT: usize = {};\n\
             /// How long it is.\nconst SPACED: usize = {};\n",
            steps.len(),
            rest.len(),
            compact.len(),
            manifest.len()
        ),
    )?;
    Ok(())
}

/// The steps that make `text` of the rest, and the rest. A step is three numbers: how many bytes of the
/// rest come, then how many that were there before, and how far back from there these begin.
fn without_repetitions(text: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut steps = Vec::new();
    let mut rest = Vec::new();
    // Where each beginning was.
    let mut seen: HashMap<&[u8], Vec<usize>> = HashMap::new();
    let (mut at, mut told) = (0, 0);
    while let Some(beginning) = text.get(at..at + BEGINNING) {
        let places = seen.get(beginning).into_iter().flatten().rev();
        let repetitions = places.take(PLACES).map(|&before| {
            let same = text[before..at].iter().zip(&text[at..]);
            (same.take_while(|(one, other)| one == other).count(), before)
        });
        // The longest, and of those the last.
        let (repeated, before) = repetitions.max().unwrap_or_default();
        let mut next = at + 1;
        if repeated >= SHORTEST {
            rest.extend(&text[told..at]);
            for number in [at - told, repeated, at - before] {
                write_number(&mut steps, number);
            }
            next = at + repeated;
            told = next;
        }
        for at in at..next {
            if let Some(beginning) = text.get(at..at + BEGINNING) {
                seen.entry(beginning).or_default().push(at);
            }
        }
        at = next;
    }
    rest.extend(&text[told..]);
    (steps, rest)
}

/// Seven bits a byte, the least first; all bytes but the last have their highest bit set.
fn write_number(steps: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        steps.push(number as u8 | 0x80);
        number >>= 7;
    }
    steps.push(number as u8);
}
