//! Packs the manifest for the component: without its white space, which is most of it, and deflated.
//! `describe` unpacks it.

use std::path::Path;
use std::{env, error, fs};

#[allow(clippy::print_stdout, reason = "this is how to talk to cargo")]
fn main() -> Result<(), Box<dyn error::Error>> {
    let path = "../manifests/zoom.json";
    println!("cargo::rerun-if-changed={path}");
    let manifest = fs::read_to_string(path)?;
    let compact = serde_json::from_str::<serde_json::Value>(&manifest)?.to_string();
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let out = Path::new(&out);
    let packed = miniz_oxide::deflate::compress_to_vec(compact.as_bytes(), 10);
    fs::write(out.join("manifest.deflate"), packed)?;
    fs::write(
        out.join("manifest.rs"),
        format!(
            "/// How long it is without white space.\nconst COMPACT: usize = {};\n\
             /// How long it is.\nconst SPACED: usize = {};\n",
            compact.len(),
            manifest.len()
        ),
    )?;
    Ok(())
}
