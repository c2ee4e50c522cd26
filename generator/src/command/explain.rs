//! `explain`: the meaning of a diagnostic's code.

use super::show;
use crate::{
    complain,
    diagnostic::{Code, nearest},
};
use std::process::ExitCode;

/// Prints the meaning of a code and the advice about it, or a line for each code where `name` is none.
pub fn explain(name: Option<&str>) -> ExitCode {
    let Some(name) = name else {
        let line = |it: &Code| format!("{it}: {}\n", it.meaning());
        return show(&Code::ALL.iter().map(line).collect::<String>());
    };
    if let Some(code) = Code::from_name(name) {
        let (meaning, remedy) = (code.meaning(), code.remedy());
        return show(&format!("{code}: {meaning}\n\nWhat to do: {remedy}\n"));
    }
    complain!("error: no diagnostic has the code `{name}`\n");
    match nearest(name, Code::ALL.iter().map(|it| it.as_str())) {
        Some(meant) => complain!("help: did you mean `{meant}`?\n"),
        None => complain!("help: `clientwright explain` lists all codes\n"),
    }
    ExitCode::FAILURE
}
