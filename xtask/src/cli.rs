//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Generates Rust clients from OpenAPI documents.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Regenerate generated-client from spec/, or make a crate from any document
    Codegen(CodegenArgs),
    /// Tell what changed between two documents: whom it breaks, and the semver step it needs
    Diff(DiffArgs),
    /// Generate, compile and measure every document in a folder
    Corpus(CorpusArgs),
    /// Measure generating, checking and building the crates of documents, beside other generators
    Bench(BenchArgs),
    /// One document's part of `corpus`, which runs it in a process of its own
    #[command(hide = true)]
    CorpusStep(CorpusStepArgs),
    /// Print what a stage of the generator makes of a document
    Dump(DumpArgs),
    /// Let Prism judge what the operations of documents send
    Judge(JudgeArgs),
    /// Run exactly what CI runs
    Ci,
}

impl Command {
    /// Whether the command reads or writes something of the workspace, beside what its arguments name.
    pub(crate) fn needs_workspace(&self) -> bool {
        match self {
            Self::Codegen(arguments) => arguments.input.is_none(),
            Self::Diff(arguments) => arguments.new.is_none(),
            Self::Dump(arguments) => arguments.input.is_none(),
            Self::CorpusStep(_) => false,
            Self::Corpus(_) | Self::Bench(_) | Self::Judge(_) | Self::Ci => true,
        }
    }
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  cargo xtask codegen
      regenerate everything that spec/codegen.toml lists
  cargo xtask codegen --check
      write nothing; exit 1 if the committed code is not what spec/ gives
  cargo xtask codegen --input petstore.yaml --output ../petstore
      make the crate `petstore` in ../petstore, ready for `cargo check`
  cargo xtask codegen --input petstore.yaml --output ../petstore --config petstore.toml
      the same with types and names of your own, as the README tells

Exit codes: 0 done, 1 an error in a document or a difference found by --check, 2 wrong arguments.")]
pub(crate) struct CodegenArgs {
    /// Write nothing; list what differs from the committed code and exit 1
    #[arg(long)]
    pub(crate) check: bool,
    /// An OpenAPI document to make a crate of its own from
    #[arg(long, value_name = "DOC", requires = "output")]
    pub(crate) input: Option<PathBuf>,
    /// The folder of that crate
    #[arg(long, value_name = "DIR", requires = "input")]
    pub(crate) output: Option<PathBuf>,
    /// The name of that crate [default: from the document's file name]
    #[arg(long, value_name = "NAME", requires = "input")]
    pub(crate) name: Option<String>,
    /// Give that crate tests of what goes over the wire; generated-client always has them
    #[arg(long, requires = "input")]
    pub(crate) tests: bool,
    /// Types, names and overlays for that crate: what spec/codegen.toml has for an API
    #[arg(long, value_name = "FILE", requires = "input")]
    pub(crate) config: Option<PathBuf>,
    /// Generate these operations only, with the types that they need: a tag, an operationId, a path
    /// (`*` is any text but a slash, `**` any text), or a method and a path; can be repeated
    #[arg(long, value_name = "PATTERN", requires = "input")]
    pub(crate) include: Vec<String>,
    /// Leave these operations out
    #[arg(long, value_name = "PATTERN", requires = "input")]
    pub(crate) exclude: Vec<String>,
    /// Write what was generated, widened and left out as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Exit 1 and write nothing if anything was widened or left out
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
    /// Show every note, not only the number of them
    #[arg(long)]
    pub(crate) notes: bool,
    /// What is told of the changes in spec/ is told against this git revision [default: HEAD]
    #[arg(long, value_name = "REV", conflicts_with = "input")]
    pub(crate) base: Option<String>,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  cargo xtask diff old.yaml new.yaml
  cargo xtask diff --base origin/main
      what is in spec/, against what was there
  cargo xtask diff --base origin/main --markdown
      the same as a comment for a pull request

Exit codes: 0 nothing changed, 1 compatible changes only, 2 something breaks callers or deployed
clients, 3 wrong arguments, or a document or revision that cannot be read.")]
pub(crate) struct DiffArgs {
    /// The document as it was
    #[arg(requires = "new", required_unless_present = "base")]
    pub(crate) old: Option<PathBuf>,
    /// The document as it is
    pub(crate) new: Option<PathBuf>,
    /// Compare what is in spec/ with what git has there at this revision
    #[arg(long, value_name = "REV", conflicts_with = "old")]
    pub(crate) base: Option<String>,
    /// Write Markdown, for a comment on a pull request
    #[arg(long)]
    pub(crate) markdown: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Deny {
    /// Anything that was widened or left out
    Lossy,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  cargo xtask corpus ../documents
      generate a crate from every document, in target/corpus
  cargo xtask corpus ../documents --check --jobs 2
      compile each of them as well, two at a time, with warnings as errors
  cargo run --release -p xtask --features examples -- corpus ../documents --examples
      decode every valid example into the emitted type and encode it again
  cargo xtask corpus ../documents --wire
      call every operation over a real socket, and feed back every documented response
  cargo run --release -p xtask --features examples -- \\
      corpus --traffic ../traffic/github.jsonl --documents ../documents
      decode recorded messages by the type of their operation and encode them again
  cargo run --release -p xtask --features examples -- corpus ../documents --instances
      make instances of every schema, decode the valid ones into the emitted type and encode them again
  cargo xtask corpus ../documents --shuffle
      tell which public items depend on the order of schemas, paths and properties
  cargo run --release -p xtask --features examples -- corpus ../JSON-Schema-Test-Suite/tests --suite
      decode every valid instance of that suite into the type of its schema and encode it again

Exit codes: 0 done, 1 anything failed, 2 wrong arguments.")]
pub(crate) struct CorpusArgs {
    /// The folder; folders in it are looked into as well
    #[arg(required_unless_present = "traffic")]
    pub(crate) folder: Option<PathBuf>,
    /// Try recorded messages instead of a folder: an exchange a line, as JSON; can be repeated
    #[arg(long, value_name = "FILE", conflicts_with_all = ["folder", "check", "examples", "wire", "sizes", "instances", "shuffle", "suite"])]
    pub(crate) traffic: Vec<PathBuf>,
    /// A folder with documents that messages name [default: the folders beside that of the messages]; can be
    /// repeated
    #[arg(long, value_name = "DIR", requires = "traffic")]
    pub(crate) documents: Vec<PathBuf>,
    /// The share of messages that have to come back, in percent
    #[arg(
        long,
        value_name = "PERCENT",
        default_value_t = 100.0,
        requires = "traffic"
    )]
    pub(crate) at_least: f64,
    /// Compile the crates, without default features and with warnings as errors
    #[arg(long)]
    pub(crate) check: bool,
    /// Decode the documents' examples into the emitted types and encode them again
    #[arg(long)]
    pub(crate) examples: bool,
    /// Call every operation over a real socket: what is sent is what the document says
    #[arg(long)]
    pub(crate) wire: bool,
    /// Measure the emitted types: none may have more than 4096 bytes, no field or variant may hold more
    /// than 256 in place; with `--examples` these are decoded in a release build as well, on a stack
    /// of 256 KiB
    #[arg(long)]
    pub(crate) sizes: bool,
    /// Decode instances that are made from the documents' schemas into the emitted types and encode them again
    #[arg(long)]
    pub(crate) instances: bool,
    /// Generate the documents with schemas, paths and properties in another order as well: no public item may
    /// change
    #[arg(long)]
    pub(crate) shuffle: bool,
    /// With `--instances` and `--shuffle`: what decides which ones are made, and in which order
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// With `--instances`: how many of each schema at most
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub(crate) per_schema: usize,
    /// The folder is that of the JSON-Schema-Test-Suite's tests: its schemas are generated, and its valid instances
    /// decoded and encoded
    #[arg(long, conflicts_with_all = ["check", "examples", "wire", "sizes", "instances", "shuffle", "report"])]
    pub(crate) suite: bool,
    /// With `--suite`: what a draft leaves to implementations as well
    #[arg(long, requires = "suite")]
    pub(crate) optional: bool,
    /// How many documents are tried at a time
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) jobs: usize,
    /// Write the table as JSON, with the details of all failures and examples
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  cargo run --release -p xtask -- bench petstore.yaml github.json
      a Markdown table: CPU seconds and peak memory of generating, `cargo check` and `cargo build`
      of the crate alone, for this generator and for ploidy, openapi-to-rust and oas3-gen where they
      are on PATH (`cargo install --locked ploidy openapi-to-rust oas3-gen`)

Exit codes: 0 done, 1 this generator failed, 2 wrong arguments.")]
pub(crate) struct BenchArgs {
    /// The documents
    #[arg(required = true)]
    pub(crate) documents: Vec<PathBuf>,
    /// Measure this generator only
    #[arg(long)]
    pub(crate) alone: bool,
}

#[derive(Args)]
#[command(after_help = "\
Prism is a mock server that validates each request against the document, with code that is none of ours. It
is installed from npm into the target folder, in a pinned version; Node.js has to be there.

Examples:
  cargo xtask judge spec/apify-actor-env-vars.yaml
  cargo xtask judge --at-least 95 ../documents/petstore.yaml

Exit codes: 0 done, 1 too many operations with violations or no judgement, 2 wrong arguments.")]
pub(crate) struct JudgeArgs {
    /// The documents
    #[arg(required = true, value_name = "DOC")]
    pub(crate) documents: Vec<PathBuf>,
    /// The share of operations without violation that each document has to have, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 100)]
    pub(crate) at_least: usize,
}

#[derive(Args)]
pub(crate) struct CorpusStepArgs {
    /// What to do
    pub(crate) step: CorpusStep,
    /// The document
    pub(crate) document: PathBuf,
    /// The folder of its crate
    pub(crate) output: PathBuf,
    /// What decides which instances are made
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many instances of each schema are tried at most
    #[arg(long, default_value_t = 40)]
    pub(crate) per_schema: usize,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum CorpusStep {
    /// Generate the crate
    Generate,
    /// Try the examples
    Examples,
    /// Try the examples in a release build as well
    ExamplesInRelease,
    /// Try instances of the schemas
    Instances,
    /// Generate it in another order
    Shuffle,
    /// Call the operations
    Wire,
    /// Measure the types
    Sizes,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  cargo xtask dump api
  cargo xtask dump api --only EnvVarRequest
  cargo xtask dump source --only /components/schemas/EnvVarRequest
  cargo xtask dump files --input petstore.yaml --only operations/pet.rs")]
pub(crate) struct DumpArgs {
    /// The stage whose artefact is printed
    pub(crate) stage: Stage,
    /// The document [default: the first one in spec/codegen.toml]
    #[arg(long, value_name = "DOC")]
    pub(crate) input: Option<PathBuf>,
    /// Only the schemas, operations or files of this name; of `source` and `document`, what stands at
    /// this JSON pointer
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Stage {
    /// The tree that was read, as JSON
    Source,
    /// The skeleton that openapiv3 typed, as JSON
    Document,
    /// The model
    Api,
    /// What was found out about the model
    Facts,
    /// All identifiers
    Names,
    /// The emitted files
    Files,
    /// A line for each public item
    Surface,
}
