//! From text to the tree, with what is said when it cannot be done.

use super::build::{Builder, Stop};
use super::sources::{Format, Place};
use super::tree::{FileId, Node};
use crate::diagnostic::{Code, Diagnostic};
use saphyr_parser::{Event, Parser};
use serde::de::DeserializeSeed;

const EMPTY: Code = Code("empty-document");
const SYNTAX: Code = Code("syntax");
const TOO_DEEP: Code = Code("nesting-too-deep");
const TOO_LARGE: Code = Code("document-too-large");

/// How deep a document may nest. It is the limit that both parsers hold.
const DEPTH: usize = 128;

const FEWER_ALIASES: &str = "write out what the aliases stand for, or refer to it with `$ref`";

/// Why a text could not be read, and whether trying it as another format makes sense.
pub(super) struct Unread {
    pub(super) error: Box<Diagnostic>,
    pub(super) retry: bool,
}

/// What a parser says: where, and what.
enum Problem {
    TooDeep(Option<usize>),
    TooManyAliases,
    SeveralDocuments,
    Syntax(Option<usize>, String),
}

/// Reads `text`, which is not empty, as the one format.
pub(super) fn parse(file: FileId, text: &str, format: Format) -> Result<(Node, Builder), Unread> {
    let mut builder = Builder::new(file, text.len(), format == Format::Yaml);
    let outcome = match format {
        Format::Json => parse_json(text, &mut builder),
        Format::Yaml | Format::Toml => {
            check_depth(text).and_then(|()| parse_yaml(text, &mut builder))
        }
    };
    let problem = match outcome {
        Ok(root) => return Ok((root, builder)),
        Err(problem) => problem,
    };
    // What is missing at the end is shown behind the last thing that is there.
    let end = text.trim_end().len();
    let place = |offset: Option<usize>| match offset {
        Some(offset) => Place::Bytes(file, offset.min(end), offset.min(end)),
        None => Place::File(file),
    };
    let retry = builder.stopped.is_none() && matches!(problem, Problem::Syntax(..));
    let error = match (builder.stopped, problem) {
        (Some(Stop::Empty), _) => empty(file),
        (Some(Stop::Limit(limit)), problem) => too_large(place(problem.offset()), limit),
        (None, Problem::TooDeep(offset)) => too_deep(place(offset)),
        (None, Problem::TooManyAliases) => too_many_aliases(file),
        (None, Problem::SeveralDocuments) => several_documents(place(second_document(text))),
        (None, Problem::Syntax(offset, message)) => Diagnostic::error(
            SYNTAX,
            place(offset),
            format!("not valid {}: {message}", format.name()),
        ),
    };
    Err(Unread {
        error: Box::new(error),
        retry,
    })
}

impl Problem {
    fn offset(&self) -> Option<usize> {
        match self {
            Problem::TooDeep(offset) | Problem::Syntax(offset, _) => *offset,
            Problem::TooManyAliases | Problem::SeveralDocuments => None,
        }
    }
}

fn parse_json(text: &str, builder: &mut Builder) -> Result<Node, Problem> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = builder.root().deserialize(&mut deserializer);
    read.and_then(|root| deserializer.end().map(|()| root))
        .map_err(|error| {
            let offset = offset_of_line(text, error.line(), error.column());
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            if message.starts_with("recursion limit exceeded") {
                Problem::TooDeep(offset)
            } else {
                Problem::Syntax(offset, message.to_owned())
            }
        })
}

/// The byte at a line from 1 and a column in bytes from 1, as `serde_json` counts.
fn offset_of_line(text: &str, line: usize, column: usize) -> Option<usize> {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.checked_sub(1)?)
        .map(str::len)
        .sum();
    Some((start + column.saturating_sub(1)).min(text.len()))
}

fn parse_yaml(text: &str, builder: &mut Builder) -> Result<Node, Problem> {
    let deserializer = serde_yaml::Deserializer::from_str(text);
    builder.root().deserialize(deserializer).map_err(|error| {
        let message = error.to_string();
        let location = error.location();
        let place = location
            .as_ref()
            .map(|place| (place.index(), place.line(), place.column()));
        if message.starts_with("recursion limit exceeded") {
            Problem::TooDeep(place.map(|(index, ..)| index))
        } else if message.starts_with("repetition limit exceeded") {
            Problem::TooManyAliases
        } else if message.contains("more than one document") {
            Problem::SeveralDocuments
        } else if let Some((message, offset)) = split_position(&message) {
            // What the reader refuses, such as a control character, it tells by byte alone.
            Problem::Syntax(Some(offset), message.to_owned())
        } else {
            // The place is shown beside the message; said in it as well it would only be noise.
            let said = place.map(|(_, line, column)| format!(" at line {line} column {column}"));
            let message = said.map_or(message.clone(), |said| message.replacen(&said, "", 1));
            Problem::Syntax(place.map(|(index, ..)| index), message)
        }
    })
}

fn split_position(message: &str) -> Option<(&str, usize)> {
    let (message, position) = message.split_once(" at position ")?;
    let digits = position
        .split(|letter: char| !letter.is_ascii_digit())
        .next()?;
    Some((message, digits.parse().ok()?))
}

/// Stops a nest that `libyaml` would take minutes for: each token costs it a step for each open `{`.
///
/// Few texts hold enough brackets to be worth asking the other parser, which gives up at 255.
fn check_depth(text: &str) -> Result<(), Problem> {
    if !may_nest_deep(text) {
        return Ok(());
    }
    let mut depth = 0_usize;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let offset = Some(byte_of_char(text, error.marker().index()));
                return Err(if error.info().contains("recursion limit") {
                    Problem::TooDeep(offset)
                } else {
                    Problem::Syntax(offset, error.info().to_owned())
                });
            }
        };
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
            Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return Err(Problem::TooDeep(Some(byte_of_char(
                text,
                span.start.index(),
            ))));
        }
    }
    Ok(())
}

fn may_nest_deep(text: &str) -> bool {
    let (mut opened, mut open, mut quotes) = (0_usize, 0_usize, 0_usize);
    for byte in text.bytes() {
        match byte {
            b'{' | b'[' => {
                opened += 1;
                open += 1;
            }
            // One that seems to be quoted closes nothing.
            b'}' | b']' if quotes % 2 == 0 => open = open.saturating_sub(1),
            b'"' | b'\'' => quotes += 1,
            b'\n' => quotes = 0,
            _ => {}
        }
        if open > 1_000 || opened > 10_000 {
            return true;
        }
    }
    false
}

fn byte_of_char(text: &str, index: usize) -> usize {
    text.char_indices()
        .nth(index)
        .map_or(text.len(), |(offset, _)| offset)
}

fn second_document(text: &str) -> Option<usize> {
    let starts = Parser::new_from_str(text).map_while(Result::ok);
    let (_, span) = starts
        .filter(|(event, _)| matches!(event, Event::DocumentStart(_)))
        .nth(1)?;
    Some(byte_of_char(text, span.start.index()))
}

pub(super) fn empty(file: FileId) -> Diagnostic {
    Diagnostic::error(EMPTY, Place::File(file), "the document is empty")
}

fn too_deep(place: Place) -> Diagnostic {
    let message = format!("nesting too deep: a document may nest {DEPTH} levels");
    Diagnostic::error(TOO_DEEP, place, message)
}

fn too_large(place: Place, limit: u64) -> Diagnostic {
    let message = format!(
        "too large once its aliases are followed: the limit for this file is {limit} nodes"
    );
    Diagnostic::error(TOO_LARGE, place, message).help(FEWER_ALIASES)
}

fn too_many_aliases(file: FileId) -> Diagnostic {
    let message = "too large once its aliases are followed: the limit is 100 jumps for each event of the file";
    Diagnostic::error(TOO_LARGE, Place::File(file), message).help(FEWER_ALIASES)
}

fn several_documents(place: Place) -> Diagnostic {
    let message = "several YAML documents in one file: a second one begins here";
    Diagnostic::error(Code("several-documents"), place, message)
        .help("put each document into a file of its own")
}
