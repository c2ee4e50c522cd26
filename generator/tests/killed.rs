//! After runs that are killed while they write, or that overlap, the next run leaves the folder complete. A few of each
//! are tried, and with `EXHAUSTIVE` set 100 and 20.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Returns a document with many tags, each of which has a file, so that writing takes time.
fn document(word: &str) -> String {
    let mut out = format!("openapi: 3.0.3\ninfo: {{ title: {word}, version: '1' }}\npaths:\n");
    for tag in 0..60 {
        out.push_str(&format!(
            "  /{word}/{tag}:\n    get:\n      tags: [t{tag}]\n      operationId: {word}{tag}\n      \
             responses: {{ '200': {{ description: {word} }} }}\n"
        ));
    }
    out
}

fn count(few: usize, all: usize) -> usize {
    if env::var_os("EXHAUSTIVE").is_some() {
        all
    } else {
        few
    }
}

fn start(folder: &Path, document: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_clientwright"))
        .current_dir(folder)
        .args([
            "generate", "--name", "pets", "--input", document, "--output", "made",
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

fn run(folder: &Path, document: &str) {
    let status = start(folder, document).wait().expect("it ends");
    assert!(
        status.success(),
        "{document} is not generated after the others"
    );
}

/// Collects all files below a folder.
fn files(folder: &Path, out: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, out);
        } else {
            let text = fs::read_to_string(&path).expect("text");
            out.insert(path.display().to_string(), text);
        }
    }
}

fn made(folder: &Path) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    files(&folder.join("made"), &mut out);
    out
}

/// Waits until a run has written something, and kills it shortly afterwards.
fn kill_while_writing(folder: &Path, mut child: Child, after: Duration) {
    let generated = folder.join("made/src/generated");
    let written = || fs::metadata(&generated).and_then(|it| it.modified()).ok();
    let (before, start) = (written(), Instant::now());
    while written() == before && start.elapsed() < Duration::from_secs(20) {
        if child.try_wait().expect("a child").is_some() {
            return;
        }
        thread::sleep(Duration::from_micros(200));
    }
    thread::sleep(after);
    // The process may already have ended.
    let _ = child.kill();
    child.wait().expect("it ends");
}

fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for word in ["one", "two"] {
        fs::write(folder.path().join(format!("{word}.yaml")), document(word)).expect("a file");
    }
    folder
}

#[test]
fn a_run_that_is_killed_is_mended_by_the_next_one() {
    let folder = repository();
    let folder = folder.path();
    run(folder, "one.yaml");
    let whole = made(folder);
    for round in 0..count(6, 100) {
        let name = ["two.yaml", "one.yaml"][round % 2];
        // Some runs are killed at the first file, and some at the last.
        let after = Duration::from_micros(u64::try_from(round * 7_919 % 9_000).unwrap_or(0));
        kill_while_writing(folder, start(folder, name), after);
        if round % 5 == 4 {
            run(folder, "one.yaml");
            assert_eq!(made(folder), whole, "after round {round}");
        }
    }
    run(folder, "one.yaml");
    assert_eq!(made(folder), whole);
}

#[test]
fn a_new_crate_whose_first_run_is_killed_is_made_by_the_next_one() {
    let folder = repository();
    let folder = folder.path();
    run(folder, "one.yaml");
    let whole = made(folder);
    for round in 0..count(4, 30) {
        fs::remove_dir_all(folder.join("made")).expect("it goes");
        let after = Duration::from_micros(u64::try_from(round * 7_919 % 9_000).unwrap_or(0));
        kill_while_writing(folder, start(folder, "one.yaml"), after);
        run(folder, "one.yaml");
        assert_eq!(made(folder), whole, "after round {round}");
    }
}

#[test]
fn what_a_killed_run_leaves_behind_goes() {
    let folder = repository();
    let folder = folder.path();
    run(folder, "one.yaml");
    let whole = made(folder);
    let places = whole.keys().map(Path::new);
    let folders: BTreeSet<&Path> = places.filter_map(Path::parent).collect();
    assert!(folders.len() > 3, "{folders:?}");
    for folder in folders {
        for name in [
            ".Cargo.toml.12.new",
            ".lib.rs.12-3.new",
            ".t1.rs.4711-0.new",
        ] {
            fs::write(folder.join(name), "half of it").expect("a file");
        }
    }
    run(folder, "one.yaml");
    assert_eq!(made(folder), whole);
}

#[test]
fn two_runs_at_once_leave_what_the_next_one_finds_whole() {
    let folder = repository();
    let folder = folder.path();
    run(folder, "one.yaml");
    let whole = made(folder);
    for round in 0..count(3, 20) {
        // The two runs have the same document, or two documents of which each removes the files of the other.
        let names = [["two.yaml", "two.yaml"], ["one.yaml", "two.yaml"]][round % 2];
        let pair = names.map(|name| start(folder, name));
        for mut child in pair {
            let status = child.wait().expect("it ends");
            assert!(status.success(), "round {round}");
        }
        run(folder, "one.yaml");
        assert_eq!(made(folder), whole, "after round {round}");
    }
}
