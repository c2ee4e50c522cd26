//! `cargo xtask corpus`.

mod instances;
mod suite;
mod traffic;

use crate::cli::{CorpusArgs, CorpusStep, CorpusStepArgs};
use generator::{complain, say};
use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};
use xtask::corpus::{self, Event, Examples, Options, Row, Sampling, Sizes, Step, Wire};

/// The maximum number of lines shown of a failure, and of examples shown per kind.
const SHOWN: usize = 20;

pub(crate) fn run(workspace: &Path, arguments: &CorpusArgs) -> ExitCode {
    let Some(folder) = &arguments.folder else {
        return traffic::run(workspace, arguments);
    };
    if arguments.suite {
        return suite::run(workspace, folder, arguments);
    }
    match tried(workspace, folder, arguments) {
        Ok(rows) => print(&rows),
        Err(error) => {
            complain!("error: {}: {error}\n", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn tried(workspace: &Path, folder: &Path, arguments: &CorpusArgs) -> io::Result<Vec<Row>> {
    if (arguments.examples || arguments.instances) && !cfg!(feature = "examples") {
        return Err(io::Error::other(
            "--examples and --instances need a build with the feature: \
             `cargo run --release -p xtask --features examples -- corpus ..`",
        ));
    }
    let options = Options {
        command: vec![env::current_exe()?.into(), "corpus-step".into()],
        lock: workspace.join("Cargo.lock"),
        scratch: scratch(workspace)?,
        pick: arguments.pick.map(|count| (count, arguments.seed)),
        jobs: arguments.jobs,
        check: arguments.check,
        examples: arguments.examples,
        wire: arguments.wire,
        sizes: arguments.sizes,
        instances: arguments.instances.then_some(Sampling {
            seed: arguments.seed,
            per_schema: arguments.per_schema,
        }),
        compiled: arguments.compiled,
        shuffle: arguments.shuffle.then_some(arguments.seed),
    };
    let rows = corpus::run(folder, &options, progress)?;
    if io::stderr().is_terminal() {
        complain!("\r\x1b[K");
    }
    if let Some(path) = &arguments.report {
        fs::write(path, format!("{:#}\n", serde_json::to_value(&rows)?))?;
    }
    Ok(rows)
}

/// Returns the folder in which crates are written and compiled.
fn scratch(workspace: &Path) -> io::Result<PathBuf> {
    super::scratch(workspace, "corpus")
}

/// Shows the progress: on a terminal in one line that is overwritten, elsewhere in one line per document.
fn progress(event: Event<'_>) {
    let terminal = io::stderr().is_terminal();
    match event {
        Event::Started(document, done, count) if terminal => {
            complain!("\r\x1b[K[{done}/{count}] {document}");
            let _ = io::stderr().flush();
        }
        Event::Done(row, done, count) if !terminal => {
            let state = match (row.skipped, row.failures.first()) {
                (true, _) => "no OpenAPI document",
                (false, None) => "ok",
                (false, Some(failure)) => failure.lines().next().unwrap_or("failed"),
            };
            complain!("[{done}/{count}] {}: {state}\n", row.document);
        }
        Event::Started(..) | Event::Done(..) => {}
    }
}

fn print(rows: &[Row]) -> ExitCode {
    for row in rows.iter().filter(|row| row.skipped) {
        say!("{}: no OpenAPI document, skipped\n", row.document);
    }
    say!("{}", corpus::table(rows));
    if cfg!(debug_assertions) {
        say!("(the generator was not optimized: its CPU times say little)\n");
    }
    for row in rows {
        if let Some(examples) = &row.examples {
            print_examples(&row.document, examples);
        }
    }
    for row in rows {
        if let Some(instances) = &row.instances {
            instances::print(&row.document, instances);
        }
    }
    for row in rows {
        print_order(&row.document, row.shuffled.as_deref());
    }
    for row in rows {
        if let Some(wire) = &row.wire {
            print_wire(&row.document, wire);
        }
    }
    for row in rows {
        if let Some(sizes) = &row.sizes {
            print_sizes(&row.document, sizes);
        }
    }
    let mut code = ExitCode::SUCCESS;
    let wrong = [
        corpus::too_few_examples(rows),
        corpus::too_few_on_the_wire(rows),
        corpus::too_large(rows),
        corpus::unreported_instances(rows),
        corpus::disagreements(rows),
        corpus::with_order(rows),
    ];
    for what in wrong.into_iter().flatten() {
        code = ExitCode::FAILURE;
        say!("\n{what}\n");
    }
    for row in rows {
        for failure in &row.failures {
            code = ExitCode::FAILURE;
            say!("\n{}: {}\n", row.document, head(failure));
        }
    }
    code
}

fn print_wire(document: &str, wire: &Wire) {
    let Wire {
        all, same, calls, ..
    } = wire;
    say!(
        "\n{document}: {same} of {all} operations are on the wire as documented ({calls} calls)\n"
    );
    for (at, why) in &wire.untested {
        say!("  no test: {at}: {why}\n");
    }
    for (at, why) in wire.different.iter().take(SHOWN) {
        say!("  {at}: {}\n", head(why).replace('\n', "\n    "));
    }
    if wire.different.len() > SHOWN {
        say!("  .. and {} more\n", wire.different.len() - SHOWN);
    }
}

fn print_examples(document: &str, examples: &Examples) {
    let Examples {
        all, valid, same, ..
    } = examples;
    let (invalid, unjudged) = (examples.invalid.len(), examples.unjudged.len());
    say!(
        "\n{document}: {same} of {valid} valid examples come back as they were \
         ({all} in all: {invalid} not valid, {unjudged} unjudged)\n"
    );
    let mut kinds: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for it in &examples.mismatches {
        kinds.entry(&it.kind).or_default().push(it);
    }
    for (kind, all) in kinds {
        say!("  {kind}: {}\n", all.len());
        for it in all.iter().take(SHOWN) {
            say!("    {} as {}: {}\n", it.at, it.ty, it.why);
        }
    }
}

fn print_sizes(document: &str, sizes: &Sizes) {
    let Sizes { ty, member, over } = sizes;
    if ty.bytes == 0 {
        say!("\n{document}: there are no types\n");
        return;
    }
    say!(
        "\n{document}: the largest type is {} with {} bytes; most is held by {}, {} bytes\n",
        ty.name,
        ty.bytes,
        member.name,
        member.bytes
    );
    for it in over.iter().take(SHOWN) {
        say!("  too large: {}: {}\n", it.name, it.bytes);
    }
    if over.len() > SHOWN {
        say!("  .. and {} more\n", over.len() - SHOWN);
    }
}

fn print_order(document: &str, shuffled: Option<&[String]>) {
    let Some(found) = shuffled.filter(|it| !it.is_empty()) else {
        return;
    };
    say!(
        "\n{document}: {} public items in one order only\n",
        found.len()
    );
    for line in found.iter().take(SHOWN) {
        say!("  {line}\n");
    }
    if found.len() > SHOWN {
        say!("  .. and {} more\n", found.len() - SHOWN);
    }
}

fn head(failure: &str) -> String {
    let lines: Vec<&str> = failure.trim_end().lines().collect();
    let mut out = lines[..lines.len().min(SHOWN)].join("\n");
    if lines.len() > SHOWN {
        out.push_str(&format!("\n.. and {} more lines", lines.len() - SHOWN));
    }
    out
}

pub(crate) fn step(arguments: CorpusStepArgs) -> ExitCode {
    let CorpusStepArgs {
        step,
        document,
        output,
        runtime,
        seed,
        per_schema,
    } = arguments;
    let step = match step {
        CorpusStep::Generate => Step::Generate {
            document,
            output,
            runtime,
        },
        CorpusStep::Examples | CorpusStep::ExamplesInRelease => Step::Examples {
            document,
            output,
            release: matches!(step, CorpusStep::ExamplesInRelease),
        },
        CorpusStep::Sizes => Step::Sizes { document, output },
        CorpusStep::Instances | CorpusStep::CompiledInstances => Step::Instances {
            document,
            compiled: matches!(step, CorpusStep::CompiledInstances).then_some(output),
            sampling: Sampling { seed, per_schema },
        },
        CorpusStep::Shuffle => Step::Shuffle { document, seed },
        CorpusStep::Wire => Step::Wire { document, output },
    };
    match corpus::step(&step) {
        Ok(text) => {
            say!("{text}\n");
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain!("{error}\n");
            ExitCode::FAILURE
        }
    }
}
