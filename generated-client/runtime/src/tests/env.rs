//! Settings from environment variables.

use std::{ffi::OsString, process::Command};

use http::StatusCode;

use super::{Client, Nothing, builder, now};
use crate::runtime::{Api, BuildError, ClientBuilder, ClientCore, Variable, testing::Recorder};

/// Builds a client from variables, and returns it with its recorder.
fn from(variables: &[(&str, &str)]) -> Result<(ClientCore, Recorder), BuildError> {
    let recorder = Recorder::new();
    recorder.json(StatusCode::NO_CONTENT, "");
    let found = |name: &str| {
        let mut all = variables.iter();
        let found = all.find(|(known, _)| *known == name);
        found.map(|(_, value)| OsString::from(value))
    };
    let client: Client = builder()
        .transport(recorder.clone())
        .env_by(&found)
        .build()?;
    Ok((client.0, recorder))
}

/// Returns the error of a client with these variables.
fn refused(variables: &[(&str, &str)]) -> String {
    from(variables).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn each_variable_sets_its_part() {
    let (core, recorder) = from(&[
        ("TEST_TOKEN", "T"),
        ("TEST_USERNAME", "me"),
        ("TEST_HEADER", "K"),
        ("TEST_BASE_URL", "http://other.invalid/v2/"),
    ])
    .unwrap();
    let needs: &[&[&str]] = &[&["oauth", "header"]];
    now(Nothing::get(&core, "/x").auth(needs).send()).unwrap();
    recorder.json(StatusCode::NO_CONTENT, "");
    now(Nothing::get(&core, "/x").auth(&[&["basic"]]).send()).unwrap();
    let sent = recorder.requests();
    assert_eq!(sent[0].uri, "http://other.invalid/v2/x");
    assert_eq!(sent[0].headers["authorization"], "Bearer T");
    assert_eq!(sent[0].headers["x-key"], "K");
    // A user name may come alone: some APIs take a key in its place.
    assert_eq!(sent[1].headers["authorization"], "Basic bWU6");
}

#[test]
fn a_credential_that_is_not_set_is_missed_by_its_variable() {
    let (core, recorder) = from(&[("TEST_TOKEN", ""), ("TEST_QUERY", "K")]).unwrap();
    now(Nothing::get(&core, "/x").send()).unwrap();
    assert_eq!(recorder.requests()[0].uri, "http://test.invalid/base/x");
    let needs: &[&[&str]] = &[&["bearer", "query"], &["basic"], &["cookie"]];
    let error = now(Nothing::get(&core, "/x").auth(needs).send()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /x: the client has no credential for bearer (`TEST_TOKEN` is not set) and query, \
         nor for basic (`TEST_USERNAME` is not set), nor for cookie"
    );
}

#[test]
fn an_invalid_value_is_an_error_that_names_the_variable() {
    for (variable, value, why) in [
        (
            "TOKEN",
            "SECRET\n",
            "has a character that a header cannot hold",
        ),
        (
            "TOKEN",
            "SECRET ",
            "starts or ends with white space, which HTTP drops",
        ),
        (
            "HEADER",
            "SEC\0RET",
            "has a character that a header cannot hold",
        ),
        (
            "USERNAME",
            "SEC:RET",
            "has a colon, which a user name cannot have",
        ),
        (
            "PASSWORD",
            "SECRET",
            "is set, but the one with the user name is not",
        ),
        (
            "BASE_URL",
            "SECRET.example",
            "must be absolute, starting with http:// or https://",
        ),
        (
            "BASE_URL",
            "https://SECRET@x.example",
            "must not have a user name or a password in it",
        ),
    ] {
        let variable = format!("TEST_{variable}");
        let expected = format!("the environment variable `{variable}` {why}");
        assert_eq!(refused(&[(&variable, value)]), expected);
    }
}

#[test]
fn a_base_url_that_nobody_has_is_missed_by_its_variable() {
    static NOWHERE: Api = Api {
        name: "nowhere",
        base_url: None,
        user_agent: "test",
        schemes: &[],
        variables: &[("NOWHERE_BASE_URL", Variable::BaseUrl)],
    };
    let builder = ClientBuilder::<ClientCore>::new(&NOWHERE).transport(Recorder::new());
    let error = builder.env_by(&|_| None).build().unwrap_err();
    let expected =
        "the nowhere document names no server: set a base URL (`NOWHERE_BASE_URL` is not set)";
    assert_eq!(error.to_string(), expected);
}

#[cfg(unix)]
#[test]
fn a_value_that_is_not_text_is_an_error() {
    use std::os::unix::ffi::OsStringExt as _;
    let found = |name: &str| (name == "TEST_TOKEN").then(|| OsString::from_vec(vec![0xff]));
    let error = builder().env_by(&found).build().map(|_| ()).unwrap_err();
    let expected = "the environment variable `TEST_TOKEN` is not UTF-8";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn later_settings_take_precedence() {
    let found = |name: &str| match name {
        "TEST_TOKEN" => Some(OsString::from("of the environment")),
        "TEST_BASE_URL" => Some(OsString::from("http://environment.invalid")),
        _ => None,
    };
    let sent = |before: bool| {
        let recorder = Recorder::new();
        recorder.json(StatusCode::NO_CONTENT, "");
        let own = |it: crate::runtime::ClientBuilder<Client>| {
            it.token("own").base_url("http://own.invalid")
        };
        let builder = builder().transport(recorder.clone());
        let builder = if before {
            own(builder).env_by(&found)
        } else {
            own(builder.env_by(&found))
        };
        let core = builder.build().unwrap().0;
        now(Nothing::get(&core, "/x").auth(&[&["bearer"]]).send()).unwrap();
        let sent = recorder.requests().remove(0);
        let token = sent.headers["authorization"].to_str().unwrap().to_owned();
        (sent.uri.to_string(), token)
    };
    let environment = ("http://environment.invalid/x", "Bearer of the environment");
    assert_eq!(sent(true), (environment.0.into(), environment.1.into()));
    let own = ("http://own.invalid/x".into(), "Bearer own".into());
    assert_eq!(sent(false), own);
}

/// Reads the variables that the system has, in the process that the test below starts.
#[test]
#[ignore = "needs the variables"]
fn in_a_process_with_variables() {
    let recorder = Recorder::new();
    recorder.json(StatusCode::NO_CONTENT, "");
    let core = builder().transport(recorder.clone()).env().build();
    let core = core.unwrap().0;
    now(Nothing::get(&core, "/x").auth(&[&["bearer"]]).send()).unwrap();
    let sent = recorder.requests().remove(0);
    assert_eq!(sent.uri, "https://system.invalid/x");
    assert_eq!(sent.headers["authorization"], "Bearer of the system");
}

#[test]
fn the_variables_are_those_of_the_system() {
    let name = concat!(module_path!(), "::in_a_process_with_variables");
    let name = name.split_once("::").unwrap().1;
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", name])
        .env("TEST_TOKEN", "of the system")
        .env("TEST_BASE_URL", "https://system.invalid")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("1 passed"), "{text}");
}
