//! The command `generate --bump`.

use crate::{
    cli::{GenerateArgs, listing},
    generate, place,
};
use generator::{
    command::compared,
    config::{ApiConfig, Destination, load_outputs},
    review::{
        Bump, bump,
        diff::{ApiDiff, Format, outputs_against},
    },
};
use generator::{complain, say};
use std::{path::Path, process::ExitCode};

/// Generates the code, and bumps the versions as the changes require.
pub(crate) fn run(arguments: &GenerateArgs) -> ExitCode {
    let done = generate::run(arguments, false);
    if done != ExitCode::SUCCESS {
        return done;
    }
    let listed = listing(arguments.config.as_deref());
    let (root, config) = place(listed);
    let revision = arguments.base.as_deref().unwrap_or("HEAD");
    let diffs = match outputs_against(&root, &config, revision) {
        Ok(diffs) => diffs,
        Err(unread) => {
            compared(Err(unread), Format::Text);
            return ExitCode::FAILURE;
        }
    };
    let apis = load_outputs(listed).map(|it| it.apis);
    let wanted = |it: &&ApiConfig| arguments.only.is_empty() || arguments.only.contains(&it.name);
    let apis = apis.unwrap_or_default();
    for api in apis.iter().filter(wanted) {
        let changes = diffs.iter().find(|it| it.name == api.name);
        if let Some(changes) = changes
            && let Err(error) = one(&root, api, changes, revision)
        {
            complain!("error: {}: {error}\n", api.name);
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn one(root: &Path, api: &ApiConfig, changes: &ApiDiff, revision: &str) -> std::io::Result<()> {
    let name = &api.name;
    let Some(Destination::Crate(folder)) = &api.destination else {
        say!(
            "{name}: the version of the crate was left unchanged, because the API is a module of it\n"
        );
        return Ok(());
    };
    let folder = folder.strip_prefix(root).unwrap_or(folder);
    let folder: Vec<_> = folder.iter().map(|it| it.to_string_lossy()).collect();
    match bump(root, &folder.join("/"), changes, revision)? {
        Bump::Done(from, to) => {
            say!("{name}: version {from} -> {to}, with an entry in CHANGELOG.md\n");
        }
        Bump::Unneeded => say!("{name}: the version needs no change\n"),
        Bump::Left(why) => say!("{name}: the version was left unchanged: {why}\n"),
    }
    Ok(())
}
