//! Parts of the gate's script, run by node beside what the core says to the same.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use product_tests::prerequisite::{not_run, program, workspace};

/// What `script`, in this folder, answers to the texts (JSON in, JSON out). `None` where there is no node to run it.
pub fn answers(script: &str, texts: &[String]) -> Option<Vec<u8>> {
    let Some(node) = program("NODE", &["node", "nodejs"]) else {
        not_run("there is no node");
        return None;
    };
    let mut child = Command::new(node)
        .arg(workspace().join("tests/workspace").join(script))
        .arg(workspace().join("banner-wasm/assets"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let question = serde_json::to_vec(texts).unwrap();
    child.stdin.take().unwrap().write_all(&question).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "node failed");
    Some(output.stdout)
}

/// Numbers by chance, each below the bound that is asked for; the same in every run (SplitMix64).
pub fn chance() -> impl FnMut(usize) -> usize {
    let mut state = 1_u64;
    move |bound| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ mixed >> 31) % bound as u64) as usize
    }
}
