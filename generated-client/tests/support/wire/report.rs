//! The report of a test, for `cargo xtask corpus --wire` and `cargo xtask judge`.

use super::{
    Case,
    reply::{Kind, RawResponse},
    server::KeptResponse,
};
use serde_json::{Value, json};
use std::{fs::OpenOptions, io::Write as _};

/// Reports the problems that were found and the first request. Any problem fails the test.
#[track_caller]
pub(super) fn compared(case: &Case, sent: &KeptResponse, problems: &[String]) {
    let test = std::thread::current().name().map(str::to_owned);
    append(&json!({
        "at": case.at,
        "test": test,
        "sent": {
            "method": sent.method,
            "target": sent.target,
            "headers": sent.headers,
            "body": String::from_utf8_lossy(&sent.body),
        },
        "problems": problems,
    }));
    assert!(problems.is_empty(), "{}\n{}", case.at, problems.join("\n"));
}

/// Reports the response of another server.
#[track_caller]
pub(super) fn told(case: &Case, reply: &RawResponse) {
    let status = reply.status;
    let told = match reply.kind {
        Kind::Success => format!("{status}, as documented"),
        Kind::Api => format!("{status}, a documented failure"),
        Kind::Status => format!("{status}, which is not documented"),
        Kind::Decode | Kind::Transport | Kind::Request => reply.told.clone(),
    };
    let violations: Vec<Value> = reply
        .headers
        .iter()
        .filter(|(name, _)| name == "sl-violations")
        .map(|(_, value)| serde_json::from_str(value).unwrap_or_else(|_| value.clone().into()))
        .collect();
    let undecoded = matches!(reply.kind, Kind::Decode | Kind::Transport | Kind::Request);
    let problems: Vec<&String> = undecoded.then_some(&told).into_iter().collect();
    append(&json!({
        "at": case.at,
        "request": format!("{} {}", case.method, case.target),
        "media": case.media(),
        "told": told,
        "problems": problems,
        "violations": violations,
    }));
    println!("{} {}: {told}", case.method, case.target);
    assert!(!undecoded, "{}: {told}", case.at);
}

/// Appends a line to the report with a single write.
fn append(line: &Value) {
    let Some(path) = std::env::var_os("WIRE_REPORT") else {
        return;
    };
    let file = OpenOptions::new().create(true).append(true).open(path);
    let written = file.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
    written.expect("the report can be written");
}
