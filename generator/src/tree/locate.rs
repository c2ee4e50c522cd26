//! Locates every numbered node in a file's text.
//!
//! This runs only when a position is asked for, and never fails: unknown positions are left out.

use super::respace::Respaced;
use saphyr_parser::{Event, Parser, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// The byte range of each node of a file, by number.
#[derive(Debug, Default)]
pub(super) struct Locations {
    /// The start and end of each node. Positions beyond 4 GB are wrong, which affects only diagnostics.
    ranges: Vec<(u32, u32)>,
}

impl Locations {
    /// Returns the byte range of a node.
    pub(super) fn range(&self, number: u32) -> Option<Range<usize>> {
        let &(start, end) = self.ranges.get(number as usize)?;
        Some(start as usize..end as usize)
    }

    fn push(&mut self, range: &Range<usize>) {
        self.ranges.push(narrow(range));
    }

    fn set(&mut self, number: usize, range: &Range<usize>) {
        if let Some(place) = self.ranges.get_mut(number) {
            *place = narrow(range);
        }
    }

    fn map(mut self, change: impl Fn(u32) -> u32) -> Locations {
        for (start, end) in &mut self.ranges {
            (*start, *end) = (change(*start), change(*end));
        }
        self
    }

    /// Returns no positions at all if the node count is wrong: a wrong position is worse than none.
    fn if_count_is(self, nodes: u32) -> Locations {
        if self.ranges.len() == nodes as usize {
            self
        } else {
            Locations::default()
        }
    }
}

fn narrow(range: &Range<usize>) -> (u32, u32) {
    let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    (narrow(range.start), narrow(range.end))
}

/// Locates the nodes of a JSON text that has already been parsed, and so is known to be valid.
///
/// Keys and values are numbered alike and in the order of the text, so a list of tokens is enough.
pub(super) fn json(text: &str, nodes: u32) -> Locations {
    let bytes = text.as_bytes();
    let mut locations = Locations::default();
    let mut place = 0;
    while let Some(&byte) = bytes.get(place) {
        let length = match byte {
            b'"' => string_length(&bytes[place..]),
            b'{' | b'[' => 1,
            b'}' | b']' | b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => {
                place += 1;
                continue;
            }
            _ => word_length(&bytes[place..]),
        };
        locations.push(&(place..place + length));
        place += length;
    }
    locations.if_count_is(nodes)
}

fn string_length(bytes: &[u8]) -> usize {
    let mut escaped = false;
    let inside = bytes.iter().skip(1).position(|&byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    inside.map_or(bytes.len(), |inside| inside + 2)
}

fn word_length(bytes: &[u8]) -> usize {
    let end = bytes
        .iter()
        .position(|byte| b"{}[],: \n\r\t\"".contains(byte));
    end.unwrap_or(bytes.len())
}

/// Locates the nodes of a YAML text, through the events of a parser that keeps marks.
///
/// It is not the parser that read the text. If it gives up early, the positions up to that point still hold.
pub(super) fn yaml(text: &str, nodes: u32) -> Locations {
    let (locations, complete) = walk_yaml(text, text, nodes);
    if complete {
        return locations;
    }
    let (second, complete) = walk_yaml(text, &with_closers_joined(text), nodes);
    if !complete && let Some(respaced) = Respaced::new(text) {
        let (locations, _) = walk_yaml(&respaced.text, &respaced.text, nodes);
        return locations.map(|at| respaced.original(at));
    }
    if complete || second.ranges.len() > locations.ranges.len() {
        second
    } else {
        locations
    }
}

/// Locates the nodes of `parsed`, which equals `text` character for character except for line ends, and returns
/// whether the parser reached the end.
fn walk_yaml(text: &str, parsed: &str, nodes: u32) -> (Locations, bool) {
    let mut walk = YamlWalk {
        text,
        bytes: ByteIndex::new(text),
        ..YamlWalk::default()
    };
    for event in Parser::new_from_str(parsed) {
        match event {
            Ok((event, span)) => walk.take(&event, span, nodes),
            Err(_) => return (walk.locations, false),
        }
        if walk.locations.ranges.len() > nodes as usize {
            break;
        }
    }
    (walk.locations.if_count_is(nodes), true)
}

/// Moves each line that begins with a closing bracket up to the line before, without moving a
/// character: the newline becomes a space.
///
/// Authors write `example: {` and put the `}` under the `e`. `libyaml` accepts that, the strict parser does not.
fn with_closers_joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let closes = line.trim_start_matches(' ').starts_with(['}', ']']);
        let before = joined.trim_end_matches(['\n', '\r']);
        let last_line = before.rsplit('\n').next().unwrap_or_default();
        // After a comment or the header of a block scalar, the bracket would be swallowed.
        let in_the_way =
            last_line.contains('#') || last_line.trim_end_matches(['-', '+']).ends_with(['|', '>']);
        if closes && !in_the_way {
            let line_end = joined.len() - before.len();
            joined.truncate(joined.len() - line_end);
            joined.extend(std::iter::repeat_n(' ', line_end));
        }
        joined.push_str(line);
    }
    joined
}

#[derive(Default)]
struct YamlWalk<'t> {
    text: &'t str,
    locations: Locations,
    bytes: ByteIndex,
    /// The open sequences and mappings: their number, their anchor (0 for none), and whether each is a sequence.
    open: Vec<(usize, usize, bool)>,
    /// The node numbers inside each anchor.
    anchors: BTreeMap<usize, Range<usize>>,
}

impl YamlWalk<'_> {
    fn take(&mut self, event: &Event<'_>, span: Span, nodes: u32) {
        let number = self.locations.ranges.len();
        match *event {
            Event::Scalar(_, _, anchor, _) => {
                self.push(span);
                self.anchor(anchor, number..number + 1);
            }
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                self.push(span);
                self.open
                    .push((number, anchor, matches!(event, Event::SequenceStart(..))));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some((start, anchor, is_sequence)) = self.open.pop() {
                    self.anchor(anchor, start..number);
                    self.widen(start, is_sequence);
                }
            }
            // The reader met the anchor's nodes again here, and numbered them anew.
            Event::Alias(anchor) => {
                let numbers = self.anchors.get(&anchor).cloned().unwrap_or_default();
                if numbers.len() + number <= nodes as usize {
                    self.locations.ranges.extend_from_within(numbers);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, span: Span) {
        let range = self.bytes.of(span.start.index())..self.bytes.of(span.end.index());
        self.locations.push(&range);
    }

    fn anchor(&mut self, anchor: usize, numbers: Range<usize>) {
        if anchor != 0 {
            self.anchors.insert(anchor, numbers);
        }
    }

    /// Widens the empty range of a block mapping or sequence, which has no bracket, to its first key or its first `-`.
    fn widen(&mut self, number: usize, is_sequence: bool) {
        let Some(&[own, first]) = self.locations.ranges.get(number..number + 2) else {
            return;
        };
        let (start, end) = (own.0 as usize, own.1 as usize);
        if start != end {
            return;
        }
        let (before, after) = self.text.split_at_checked(start).unwrap_or_default();
        let before = before.trim_end_matches(' ');
        if is_sequence && (after.starts_with("- ") || after.starts_with("-\n")) {
            self.locations.set(number, &(start..start + 1));
        } else if is_sequence && before.ends_with('-') {
            // The items are not indented deeper than their key, and the parser reports the position of the first item.
            self.locations
                .set(number, &(before.len() - 1..before.len()));
        } else if own.0 == first.0 {
            self.locations.ranges[number] = first;
        }
    }
}

/// An index from the parser's character offsets to byte offsets.
#[derive(Default)]
struct ByteIndex {
    /// The byte offset of each character; empty for ASCII text, where the two are the same.
    starts: Vec<u32>,
    length: usize,
}

impl ByteIndex {
    fn new(text: &str) -> ByteIndex {
        let length = text.len();
        if text.is_ascii() {
            return ByteIndex {
                starts: Vec::new(),
                length,
            };
        }
        let starts = text
            .char_indices()
            .map(|(start, _)| u32::try_from(start).unwrap_or(u32::MAX));
        ByteIndex {
            starts: starts.collect(),
            length,
        }
    }

    fn of(&self, character: usize) -> usize {
        if self.starts.is_empty() {
            character.min(self.length)
        } else {
            self.starts
                .get(character)
                .map_or(self.length, |&start| start as usize)
        }
    }
}
