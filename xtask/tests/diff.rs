//! The exit codes of `cargo xtask diff`.

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let pairs = concat!(env!("CARGO_MANIFEST_DIR"), "/../generator/tests/diff");
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .current_dir(pairs)
        .arg("diff")
        .args(arguments)
        .output()
        .expect("the command starts")
}

fn code(arguments: &[&str]) -> Option<i32> {
    run(arguments).status.code()
}

#[test]
fn the_exit_code_tells_how_bad_it_is() {
    assert_eq!(code(&["enums/old.yaml", "enums/old.yaml"]), Some(0));
    assert_eq!(
        code(&[
            "the_same_everywhere/old.yaml",
            "the_same_everywhere/new.yaml"
        ]),
        Some(1)
    );
    assert_eq!(
        code(&["server_kept/old.yaml", "server_kept/new.yaml", "--markdown"]),
        Some(1)
    );
    assert_eq!(code(&["enums/old.yaml", "enums/new.yaml"]), Some(2));
}

#[test]
fn what_cannot_be_compared_is_no_change() {
    assert_eq!(code(&["enums/old.yaml", "nowhere.yaml"]), Some(3));
    assert_eq!(code(&["enums/old.yaml"]), Some(3));
    assert_eq!(code(&["--nonsense"]), Some(3));
    assert_eq!(code(&["--base", "no-such-revision"]), Some(3));
    assert_eq!(code(&["--help"]), Some(0));
}

#[test]
fn markdown_is_a_comment() {
    let output = run(&["enums/old.yaml", "enums/new.yaml", "--markdown"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.starts_with("### `new.yaml`: 2 breaking, 3 compatible; semver: major\n"),
        "{text}"
    );
}
