//! Parses text into the tree, and reports syntax errors.

use super::build::{Builder, Stop};
use super::comment::misplaced;
use super::events::Events;
use crate::diagnostic::{Code, Diagnostic};
use crate::tree::respace::Respaced;
use crate::tree::{FileId, Node};
use crate::tree::{Format, Place};
use saphyr_parser::{Event, Parser};
use serde::de::DeserializeSeed;

const EMPTY: Code = Code::EmptyDocument;
const SYNTAX: Code = Code::Syntax;
const TOO_DEEP: Code = Code::NestingTooDeep;
const TOO_LARGE: Code = Code::DocumentTooLarge;

/// The maximum nesting depth of a document. Both parsers enforce this limit.
const DEPTH: usize = 128;

const FEWER_ALIASES: &str = "write out what the aliases stand for, or refer to it with `$ref`";

/// The error for a text that could not be read, and whether to retry it in another format.
pub(super) struct Unread {
    pub(super) error: Box<Diagnostic>,
    pub(super) retry: bool,
}

/// A parser's error and its offset.
enum Problem {
    TooDeep(Option<usize>),
    TooManyAliases,
    SeveralDocuments,
    Syntax(Option<usize>, String),
}

/// Parses `text`, which is not empty, in the given format.
pub(super) fn parse(file: FileId, text: &str, format: Format) -> Result<(Node, Builder), Unread> {
    let new = || Builder::new(file, text.len(), format == Format::Yaml);
    let mut builder = new();
    let outcome = match format {
        Format::Json => parse_json(text, &mut builder),
        Format::Yaml | Format::Toml => check_depth(text)
            .and_then(|()| parse_yaml(text, &mut builder))
            .and_then(|root| match misplaced(text) {
                Some((at, why)) => Err(Problem::Syntax(Some(at), why.to_owned())),
                None => Ok(root),
            }),
    };
    let problem = match outcome {
        Ok(root) => return Ok((root, builder)),
        Err(problem) => problem,
    };
    let readable = builder.stopped.is_none() && !text.contains(is_forbidden);
    let refused = matches!(problem, Problem::Syntax(..) | Problem::SeveralDocuments);
    if format == Format::Yaml && refused && readable {
        let respaced = Respaced::new(text);
        let texts = [Some(text), respaced.as_ref().map(|it| it.text.as_str())];
        for text in texts.into_iter().flatten() {
            let mut builder = new();
            if let Some(root) = parse_events(text, &mut builder) {
                return Ok((root, builder));
            }
        }
    }
    // Show an error about something missing at the end right after the last text.
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
        (None, Problem::Syntax(offset, message)) => {
            let tab = offset.and_then(|it| text.as_bytes().get(it)) == Some(&b'\t');
            let tab = if tab && !message.contains("tab") {
                ": it is a tab, and YAML is indented with spaces"
            } else {
                ""
            };
            let message = format!("not valid {}: {message}{tab}", format.name());
            Diagnostic::error(SYNTAX, place(offset), message)
        }
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

/// Returns the byte offset of a line and a byte column, both counted from 1 as in `serde_json`.
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
            // Input that the reader rejects, such as a control character, is reported by byte offset only.
            Problem::Syntax(Some(offset), message.to_owned())
        } else {
            // The position is shown beside the message, so repeating it inside would be noise.
            let said = place.map(|(_, line, column)| format!(" at line {line} column {column}"));
            let message = said.map_or(message.clone(), |said| message.replacen(&said, "", 1));
            Problem::Syntax(place.map(|(index, ..)| index), message)
        }
    })
}

/// Returns whether YAML forbids a character (YAML 1.2.2, section 5.1).
fn is_forbidden(letter: char) -> bool {
    letter.is_control() && !['\t', '\n', '\r', '\u{85}'].contains(&letter)
}

/// Reads a text that is valid YAML 1.2 but not 1.1; `None` if it is neither.
fn parse_events(text: &str, builder: &mut Builder) -> Option<Node> {
    let mut all = Vec::new();
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        match event.ok()?.0 {
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd | Event::Nothing => {}
            Event::DocumentStart(_) => documents += 1,
            event => all.push(event),
        }
    }
    let mut events = Events::new(all, DEPTH);
    builder
        .root()
        .deserialize(&mut events)
        .ok()
        .filter(|_| documents == 1)
}

fn split_position(message: &str) -> Option<(&str, usize)> {
    let (message, position) = message.split_once(" at position ")?;
    let digits = position
        .split(|letter: char| !letter.is_ascii_digit())
        .next()?;
    Some((message, digits.parse().ok()?))
}

/// Rejects deep nesting for which `libyaml` would take minutes: each token costs it a step per open `{`.
///
/// Only texts with many brackets are passed to the other parser, which gives up at 255 levels.
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
            // A bracket that appears to be quoted closes nothing.
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
    Diagnostic::error(Code::SeveralDocuments, place, message)
        .help("put each document into a file of its own")
}
