//! The example program as a user runs it in a terminal.

#![cfg(feature = "reqwest")]

mod support;

use std::process::Output;

use support::{Answer, Server};

/// Runs the example that cargo built next to this test.
async fn run(base_url: &str, token: Option<&str>, more: &[&str]) -> Output {
    let mut program = std::env::current_exe().unwrap();
    program.pop();
    program.pop();
    program.push("examples");
    program.push(format!("update_env_var{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "`cargo test` builds examples, `cargo test --test` does not"
    );

    let mut command = std::process::Command::new(program);
    command.args(["--actor", "janedoe~my-actor", "--version", "0.1"]);
    command
        .args([
            "--name",
            "MY_ENV_VAR",
            "--value",
            "my-value",
            "--base-url",
            base_url,
        ])
        .args(more);
    command
        .env_remove("APIFY_TOKEN")
        .envs(token.map(|token| ("APIFY_TOKEN", token)));
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

/// Returns the exit code, the standard output and the standard error output.
fn seen(output: &Output) -> (i32, &str, &str) {
    let text = |bytes| std::str::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[tokio::test]
async fn it_updates_a_variable() {
    let plain = r#"{"data":{"name":"MY_ENV_VAR","value":"my-value"}}"#;
    let secret = r#"{"data":{"name":"MY_ENV_VAR","isSecret":true}}"#;
    let server = Server::start([Answer::json(200, plain), Answer::json(200, secret)]).await;
    let output = run(&server.url, Some("T"), &[]).await;
    assert_eq!(seen(&output), (0, "MY_ENV_VAR=my-value\n", ""));
    let output = run(&server.url, Some("T"), &["--secret"]).await;
    assert_eq!(seen(&output), (0, "MY_ENV_VAR=(kept secret)\n", ""));

    let [first, second] = &server.requests()[..] else {
        panic!("two were sent")
    };
    assert_eq!(
        first.target,
        "/v2/acts/janedoe~my-actor/versions/0.1/env-vars/MY_ENV_VAR"
    );
    assert_eq!(first.header("authorization"), Some("Bearer T"));
    assert_eq!(first.text(), r#"{"name":"MY_ENV_VAR","value":"my-value"}"#);
    assert_eq!(
        second.text(),
        r#"{"name":"MY_ENV_VAR","value":"my-value","isSecret":true}"#
    );
}

#[tokio::test]
async fn it_says_what_went_wrong() {
    let refused = r#"{"error":{"type":"record-not-found","message":"There is none."}}"#;
    let broken = || Answer::new(500, "text/html", "<p>");
    let server = Server::start([Answer::json(400, refused), broken(), broken(), broken()]).await;
    let output = run(&server.url, Some("T"), &[]).await;
    assert_eq!(seen(&output), (1, "", "record-not-found: There is none.\n"));

    let output = run(&server.url, Some("T"), &[]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        seen(&output)
            .2
            .contains("500 Internal Server Error (3 attempts)")
    );

    let output = run(&support::nowhere().await, Some("T"), &[]).await;
    let (code, _, message) = seen(&output);
    assert_eq!(code, 1);
    assert!(
        message.contains("could not connect (3 attempts)\n  because: "),
        "{message}"
    );

    for token in [None, Some("")] {
        let output = run(&server.url, token, &[]).await;
        assert_eq!(
            seen(&output),
            (
                1,
                "",
                "APIFY_TOKEN is not set: put your API token into it\n"
            )
        );
    }
    assert_eq!(server.requests().len(), 4);
}
