//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use generator::command::Stage;
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
    /// Regenerate generated-client from spec/, or generate a crate from any document
    Codegen(CodegenArgs),
    /// Report what changed between two documents: what breaks for whom, and the semver step that is needed
    Diff(DiffArgs),
    /// Generate, compile and measure every document in a folder
    Corpus(CorpusArgs),
    /// Measure generating, checking and building the crates of documents, and compare with other generators
    Bench(BenchArgs),
    /// Run the part of `corpus` for one document, in a process of its own
    #[command(hide = true)]
    CorpusStep(CorpusStepArgs),
    /// Measure how the cost of generating grows with the size of a document, for many shapes of documents
    Growth(GrowthArgs),
    /// Run the part of `growth` for one size, in a process of its own
    #[command(hide = true)]
    GrowthStep(GrowthStepArgs),
    /// Generate documents whose parts were rearranged at random, by the million
    Fuzz(FuzzArgs),
    /// Run a part of `fuzz`, in a process of its own
    #[command(hide = true)]
    FuzzStep(FuzzStepArgs),
    /// Print the output of a stage of the generator for a document
    Dump(DumpArgs),
    /// Let Prism validate the requests that the operations of documents send
    Judge(JudgeArgs),
    /// Run exactly what CI runs
    Ci,
}

impl Command {
    /// Returns whether the command reads or writes files of the workspace besides those that its arguments name.
    pub(crate) fn needs_workspace(&self) -> bool {
        match self {
            Self::Codegen(arguments) => arguments.input.is_none(),
            Self::Diff(arguments) => arguments.new.is_none(),
            Self::Dump(arguments) => arguments.input.is_none(),
            Self::CorpusStep(_) | Self::GrowthStep(_) | Self::FuzzStep(_) => false,
            Self::Corpus(_)
            | Self::Bench(_)
            | Self::Growth(_)
            | Self::Fuzz(_)
            | Self::Judge(_)
            | Self::Ci => true,
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
      the same with types and names of your own, as generator/docs/configuration.md tells

Exit codes: 0 done, 1 an error in a document or a difference found by --check, 2 wrong arguments.")]
pub(crate) struct CodegenArgs {
    /// Write nothing; list the differences from the committed code and exit 1 if there are any
    #[arg(long)]
    pub(crate) check: bool,
    /// An OpenAPI document to generate a crate from
    #[arg(long, value_name = "DOC", requires = "output")]
    pub(crate) input: Option<PathBuf>,
    /// The folder for that crate
    #[arg(long, value_name = "DIR", requires = "input")]
    pub(crate) output: Option<PathBuf>,
    /// The name of that crate [default: from the document's file name]
    #[arg(long, value_name = "NAME", requires = "input")]
    pub(crate) name: Option<String>,
    /// Add wire tests to that crate; generated-client always has them
    #[arg(long, requires = "input")]
    pub(crate) tests: bool,
    /// Types, names and overlays for that crate: the settings that spec/codegen.toml has for an API
    #[arg(long, value_name = "FILE", requires = "input")]
    pub(crate) config: Option<PathBuf>,
    /// Generate only these operations, with the types that they need: a tag, an operationId, a path (`*` matches any
    /// text without a slash, `**` any text), or a method and a path; can be repeated
    #[arg(long, value_name = "PATTERN", requires = "input")]
    pub(crate) include: Vec<String>,
    /// Leave out these operations; can be repeated
    #[arg(long, value_name = "PATTERN", requires = "input")]
    pub(crate) exclude: Vec<String>,
    /// Write a JSON report of what was generated, widened and dropped
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Exit 1 and write nothing if anything was widened or dropped
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
    /// Show every note instead of only their number
    #[arg(long)]
    pub(crate) notes: bool,
    /// The git revision that changes in spec/ are reported against [default: HEAD]
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
    /// The old document
    #[arg(requires = "new", required_unless_present = "base")]
    pub(crate) old: Option<PathBuf>,
    /// The new document
    pub(crate) new: Option<PathBuf>,
    /// Compare spec/ with its contents at this git revision
    #[arg(long, value_name = "REV", conflicts_with = "old")]
    pub(crate) base: Option<String>,
    /// Write Markdown, for a comment on a pull request
    #[arg(long)]
    pub(crate) markdown: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Deny {
    /// Anything that was widened or dropped
    Warnings,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  cargo xtask corpus ../documents
      generate a crate from every document, in target/corpus
  cargo xtask corpus ../documents --check --jobs 2
      compile each of them as well, two at a time, with warnings as errors
  cargo xtask corpus ../documents --check --pick 300 --seed 2
      compile 300 of them, others with another seed
  cargo run --release -p xtask --features examples -- corpus ../documents --examples
      decode every valid example into the emitted type and encode it again
  cargo xtask corpus ../documents --wire
      call every operation over a real socket, and feed back every documented response
  cargo run --release -p xtask --features examples -- \\
      corpus --traffic ../traffic/github.jsonl --documents ../documents
      decode recorded messages by the type of their operation and encode them again
  cargo run --release -p xtask --features examples -- corpus ../documents --instances
      make instances of every schema, and tell of the valid ones what the emitted type decodes them to and encodes
      them as; with --compiled the types are compiled and have to do what was told
  cargo xtask corpus ../documents --shuffle
      tell which public items depend on the order of schemas, paths and properties
  cargo run --release -p xtask --features examples -- corpus ../JSON-Schema-Test-Suite/tests --suite
      decode every valid instance of that suite into the type of its schema and encode it again

Exit codes: 0 done, 1 anything failed, 2 wrong arguments.")]
pub(crate) struct CorpusArgs {
    /// The folder; its direct subfolders are searched as well
    #[arg(required_unless_present = "traffic")]
    pub(crate) folder: Option<PathBuf>,
    /// Try recorded messages instead of a folder: one exchange per line, as JSON; can be repeated
    #[arg(long, value_name = "FILE", conflicts_with_all = ["folder", "check", "examples", "wire", "sizes", "instances", "shuffle", "suite"])]
    pub(crate) traffic: Vec<PathBuf>,
    /// A folder with the documents that messages name [default: the folders next to that of the messages]; can be
    /// repeated
    #[arg(long, value_name = "DIR", requires = "traffic")]
    pub(crate) documents: Vec<PathBuf>,
    /// Read messages tolerantly, as clients can: a required value that a message lacks is filled with an empty value,
    /// and every such location is listed
    #[arg(long, requires = "traffic")]
    pub(crate) tolerant: bool,
    /// The least share of messages that have to round-trip, in percent
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
    /// Call every operation over a real socket and compare the requests with the document
    #[arg(long)]
    pub(crate) wire: bool,
    /// Measure the emitted types: none may have more than 4096 bytes, and no field or variant may hold more than 256 in
    /// place; with `--examples` these are also decoded in a release build, on a stack of 256 KiB
    #[arg(long)]
    pub(crate) sizes: bool,
    /// Make instances from the documents' schemas and predict how the emitted types decode and encode them
    #[arg(long)]
    pub(crate) instances: bool,
    /// With `--instances`: compile the emitted types as well, and compare their behaviour with the prediction
    #[arg(long, requires = "instances")]
    pub(crate) compiled: bool,
    /// Generate the documents a second time with schemas, paths and properties in another order: no public item may
    /// change
    #[arg(long)]
    pub(crate) shuffle: bool,
    /// Try only this many of the documents, picked by the seed
    #[arg(long, value_name = "N")]
    pub(crate) pick: Option<usize>,
    /// With `--instances`, `--shuffle` and `--pick`: the seed that decides which instances are made, the order, and
    /// which documents are picked
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// With `--instances`: the largest number of instances per schema
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) per_schema: usize,
    /// Treat the folder as the tests of the JSON-Schema-Test-Suite: generate its schemas, and decode and encode its
    /// valid instances
    #[arg(long, conflicts_with_all = ["check", "examples", "wire", "sizes", "instances", "shuffle", "report"])]
    pub(crate) suite: bool,
    /// With `--suite`: include the tests of optional behaviour
    #[arg(long, requires = "suite")]
    pub(crate) optional: bool,
    /// The number of documents tried at the same time
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
      of the crate alone, for this generator (`this-shared` depends on the runtime's crate), and for
      ploidy, openapi-to-rust and oas3-gen where they are on PATH (`cargo install --locked ploidy openapi-to-rust oas3-gen`)

Exit codes: 0 done, 1 this generator failed, 2 wrong arguments.")]
pub(crate) struct BenchArgs {
    /// The documents
    #[arg(required = true)]
    pub(crate) documents: Vec<PathBuf>,
    /// Measure only this generator
    #[arg(long)]
    pub(crate) alone: bool,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  cargo run --release -p xtask -- growth
      generate each shape of document at doubling sizes up to 64,000: the CPU times, and the exponent of their growth
  cargo run --release -p xtask -- growth oneOf --up-to 16000
      the shapes whose name has `oneOf` in it, up to a smaller size
  cargo run --release -p xtask -- growth findings --up-to 16000 --instructions
      count instructions and not time: what grows then is the work, and not what the caches lack

Exit codes: 0 done, 1 a cost grows faster than the size to the power of 1.1, 2 wrong arguments.")]
pub(crate) struct GrowthArgs {
    /// Parts of shape names [default: all shapes]
    pub(crate) shapes: Vec<String>,
    /// The largest size; the others are a half of it, a quarter, and so on
    #[arg(long, value_name = "N", default_value_t = 64_000)]
    pub(crate) up_to: usize,
    /// Count instructions, with valgrind, in place of CPU time
    #[arg(long)]
    pub(crate) instructions: bool,
}

#[derive(Args)]
#[command(after_help = "\
Parts of the fixtures change places, refer to themselves and to what is around them, are renamed and wrapped. The
documents depend on the seed and their number alone.

Examples:
  cargo run --release -p xtask -- fuzz --runs 1000000
      tell the longest run, the most memory, and the numbers of those that panic, abort, take more than 5 seconds or
      1 GB
  cargo xtask fuzz --seed 7 --show 4711
      print the document of a run

Exit codes: 0 done, 1 a run failed, 2 wrong arguments.")]
pub(crate) struct FuzzArgs {
    /// The number of documents to generate
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(crate) runs: usize,
    /// The seed that decides how documents are changed
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The number of the first run
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) first: usize,
    /// Print the document of this run and generate nothing
    #[arg(long, value_name = "N")]
    pub(crate) show: Option<usize>,
}

#[derive(Args)]
pub(crate) struct FuzzStepArgs {
    /// The folder of the documents
    pub(crate) seeds: PathBuf,
    /// The seed that decides how documents are changed
    pub(crate) seed: u64,
    /// The number of the first run
    pub(crate) first: usize,
    /// The number of runs
    pub(crate) count: usize,
    /// The file that the number of the current run is written to
    pub(crate) note: PathBuf,
}

#[derive(Args)]
pub(crate) struct GrowthStepArgs {
    /// The name of the shape
    pub(crate) shape: String,
    /// The folder with its documents
    pub(crate) folder: PathBuf,
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
    /// The least share of operations without violations that each document has to have, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 100)]
    pub(crate) at_least: usize,
}

#[derive(Args)]
pub(crate) struct CorpusStepArgs {
    /// The step to run
    pub(crate) step: CorpusStep,
    /// The document
    pub(crate) document: PathBuf,
    /// The folder of its crate
    pub(crate) output: PathBuf,
    /// The folder of the runtime's crate, for a crate that depends on it
    #[arg(long)]
    pub(crate) runtime: Option<PathBuf>,
    /// The seed that decides which instances are made
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The largest number of instances tried per schema
    #[arg(long, default_value_t = 100)]
    pub(crate) per_schema: usize,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum CorpusStep {
    /// Generate the crate
    Generate,
    /// Decode and encode the examples
    Examples,
    /// Decode and encode the examples, in a release build as well
    ExamplesInRelease,
    /// Decode and encode instances of the schemas
    Instances,
    /// Decode and encode instances of the schemas, with the compiled crate as well
    CompiledInstances,
    /// Generate the crate in another order
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
    /// The stage whose output is printed
    pub(crate) stage: Stage,
    /// The document [default: the first one in spec/codegen.toml]
    #[arg(long, value_name = "DOC")]
    pub(crate) input: Option<PathBuf>,
    /// Print only the schemas, operations or files of this name; for `source` and `document`, the value at this JSON
    /// pointer
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Option<String>,
}
