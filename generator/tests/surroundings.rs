//! The program's environment: closed pipes, paths that are no regular files, and unusual names.
#![cfg(unix)]

use std::{
    fs, io,
    path::Path,
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

const DOCUMENT: &str = "\
openapi: 3.0
info: { title: Pets, version: '1', x-more: 1, unknown: 1 }
paths:
  /pets:
    get: { operationId: list, responses: { '200': { description: Done. } }, unknown: 1 }
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("pets.yaml"), DOCUMENT).expect("a file");
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clientwright"));
    command.current_dir(folder).args(arguments);
    command
}

fn generate<'a>(document: &'a str, output: &'a str) -> [&'a str; 6] {
    [
        "generate", "--notes", "--input", document, "--output", output,
    ]
}

fn ran(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().expect("it starts")
}

/// Returns the writing end of a pipe whose reading end is closed.
fn unread() -> Stdio {
    let (reader, writer) = io::pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

#[test]
fn nobody_has_to_read_what_is_printed() {
    let folder = folder();
    let calls: [&[&str]; 5] = [
        &generate("pets.yaml", "made"),
        &generate("missing.yaml", "made"),
        &["diff", "pets.yaml", "pets.yaml"],
        &["dump", "api", "--input", "pets.yaml"],
        &["init", "pets.yaml"],
    ];
    for arguments in calls {
        let read = ran(&mut command(folder.path(), arguments)).status.code();
        if arguments[0] == "init" {
            fs::remove_file(folder.path().join("clientwright.toml")).expect("written");
        }
        let mut out = command(folder.path(), arguments);
        let out = out.stdout(unread()).stderr(Stdio::piped());
        let out = out.spawn().and_then(std::process::Child::wait_with_output);
        let out = out.expect("it ends");
        let told = String::from_utf8_lossy(&out.stderr);
        assert!(!told.contains("panicked"), "{arguments:?}: {told}");
        assert_eq!(out.status.code(), read, "{arguments:?}");
        if arguments[0] == "init" {
            fs::remove_file(folder.path().join("clientwright.toml")).expect("written");
        }
        let mut both = command(folder.path(), arguments);
        let status = both.stdout(unread()).stderr(unread()).status();
        assert_eq!(status.expect("it ends").code(), read, "{arguments:?}");
    }
}

#[test]
fn a_line_break_in_a_name_ends_no_comment() {
    let folder = folder();
    let name = "pets\npub fn evil() {}\u{202e}.yaml";
    fs::write(folder.path().join(name), DOCUMENT).expect("a file");
    let out = ran(&mut command(folder.path(), &generate(name, "made")));
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let mut open = vec![folder.path().join("made")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("text");
            let evil = text.lines().any(|line| line.starts_with("pub fn evil"));
            assert!(!evil && !text.contains('\u{202e}'), "{}", path.display());
        }
    }
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = folder();
    let made = Command::new("mkfifo")
        .arg(folder.path().join("pipe"))
        .status();
    assert!(made.is_ok_and(|it| it.success()), "mkfifo is there");
    for (path, what) in [
        ("pipe", "it is a device, a pipe or a socket"),
        ("/dev/zero", "it is a device, a pipe or a socket"),
        (".", "it is a directory"),
    ] {
        let out = ran(&mut command(folder.path(), &generate(path, "made")));
        let told = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(1), "{path}");
        assert!(told.contains(what), "{path}: {told}");
    }
    fs::rename(folder.path().join("pipe"), folder.path().join("pipe.yaml")).expect("it moves");
    let out = ran(&mut command(folder.path(), &["init"]));
    assert!(out.status.success(), "it looks for documents past the pipe");
    let out = ran(&mut command(
        folder.path(),
        &["generate", "--config", "pipe.yaml"],
    ));
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(
        told.contains("it is a device, a pipe or a socket"),
        "{told}"
    );
}

#[test]
fn the_report_has_all_that_is_said() {
    let folder = folder();
    let arguments = [
        generate("pets.yaml", "made").as_slice(),
        &["--report", "report.json"],
    ]
    .concat();
    let out = ran(&mut command(folder.path(), &arguments));
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let text = fs::read_to_string(folder.path().join("report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(report["openapi"], "3.0", "it is not quoted in the document");
    let notes = report["notes"].as_array().expect("notes");
    let unknown = notes.iter().find(|it| it["code"] == "unknown-field");
    assert_eq!(unknown.expect("a note")["action"], "it is ignored");
    assert!(notes.iter().all(|it| it.get("help").is_some()));
}

#[test]
fn what_fails_on_the_deep_stack_fails_once() {
    let runs = AtomicUsize::new(0);
    let outcome = std::panic::catch_unwind(|| {
        generator::on_deep_stack(|| {
            runs.fetch_add(1, Ordering::SeqCst);
            assert!(runs.load(Ordering::SeqCst) > 1, "the first run");
        });
    });
    assert!(outcome.is_err());
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}
