//! Estimates the maximum cost of a search before it runs: a path of a few characters can select a node a million
//! times, and a filter can search the whole document for each of its nodes.

use serde_json::Value;
use serde_json_path::JsonPath;
use std::collections::BTreeSet;

/// The number of nodes that a search may visit, counting repetitions.
const LIMIT: f64 = 5e7;

/// The maximum nesting depth of brackets and parentheses.
const DEPTH: usize = 8;

/// The maximum length of a path, in bytes.
const LENGTH: usize = 8 * 1024;

/// Rejects a path whose search could take too long.
pub(super) fn check(path: &str, document: &Value) -> Result<(), String> {
    if path.len() > LENGTH {
        return Err(format!(
            "a path can have up to {LENGTH} bytes, but this one has {}",
            path.len()
        ));
    }
    let scanned = Scanned::of(path);
    if scanned.depth > DEPTH {
        return Err(format!(
            "`{path}` nests brackets and parentheses too deep: the limit is {DEPTH} levels"
        ));
    }
    if scanned.is_plain() {
        return Ok(());
    }
    let (nodes, depth) = extent(document);
    if scanned.cost(nodes, depth) > LIMIT {
        return Err(format!(
            "`{path}` could search the document too often: use fewer `..`, and filters that look at `@` only"
        ));
    }
    Ok(())
}

/// The features of a path that make its search expensive.
#[derive(Default)]
struct Scanned {
    /// The number of descents to everything below a node.
    descents: u32,
    /// The number of references to the root inside filters.
    roots: u32,
    /// Whether a filter looks at more than one node.
    wide_filter: bool,
    /// The number of times that all bracketed selectors together can select one node.
    repeated: f64,
    /// The nesting depth of brackets and parentheses.
    depth: usize,
}

impl Scanned {
    fn of(path: &str) -> Self {
        let mut out = Self {
            repeated: 1.0,
            ..Self::default()
        };
        let mut open: Vec<(char, usize)> = Vec::new();
        // The number of filters in the current outermost bracket.
        let mut filters = 0_usize;
        let mut selectors: Vec<&str> = Vec::new();
        let mut before = ' ';
        for (at, letter) in Unquoted::new(path) {
            match letter {
                '[' | '(' => open.push((letter, at + 1)),
                ',' if matches!(open.as_slice(), [('[', _)]) => {
                    selectors.extend(
                        open.last_mut()
                            .and_then(|it| path.get(std::mem::replace(&mut it.1, at + 1)..at)),
                    );
                }
                ']' | ')' => {
                    if let (Some((_, start)), true) = (open.pop(), open.is_empty()) {
                        selectors.extend(path.get(start..at));
                        out.repeated *= repeated(&selectors);
                        selectors.clear();
                        filters = 0;
                    }
                }
                '?' => {
                    out.wide_filter |= filters > 0;
                    filters += 1;
                }
                '*' | ':' => out.wide_filter |= filters > 0,
                '.' if before == '.' => {
                    out.descents += 1;
                    out.wide_filter |= filters > 0;
                }
                '$' if filters > 0 => out.roots += 1,
                _ => {}
            }
            before = letter;
            out.depth = out.depth.max(open.len());
        }
        out
    }

    /// Returns whether the search visits no node twice, whatever the document.
    fn is_plain(&self) -> bool {
        self.descents < 2 && self.repeated <= 1.0 && !self.wide_filter
    }

    fn cost(&self, nodes: f64, depth: f64) -> f64 {
        let mut cost = nodes * self.repeated;
        // A node is found once for each choice, among the nodes above it, of those at which a descent may end.
        for chosen in 1..self.descents + u32::from(self.wide_filter) {
            let chosen = f64::from(chosen);
            cost *= ((depth - chosen + 1.0) / chosen).max(1.0);
        }
        if self.wide_filter {
            cost *= nodes.powi(i32::try_from(self.roots).unwrap_or(i32::MAX));
        }
        cost
    }
}

/// Returns how often selectors in the same brackets can select one node: distinct names never select the same one.
#[expect(clippy::cast_precision_loss, reason = "a path is short")]
fn repeated(selectors: &[&str]) -> f64 {
    if selectors.len() < 2 {
        return 1.0;
    }
    let is_name = |it: &&&str| it.trim_start().starts_with(['\'', '"']);
    // `'a'` is the same as `"a"` and `"\u0061"`.
    let canonical = |it: &&str| {
        let path = JsonPath::parse(&format!("$[{it}]"));
        path.map_or_else(|_| (*it).to_owned(), |path| path.to_string())
    };
    let names: Vec<String> = selectors.iter().filter(is_name).map(canonical).collect();
    let others = selectors.len() - names.len();
    let distinct: BTreeSet<&String> = names.iter().collect();
    let equal = names.len() - distinct.len() + usize::from(!names.is_empty());
    (equal + others) as f64
}

/// Returns the number of nodes and their maximum depth.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn extent(document: &Value) -> (f64, f64) {
    let (mut nodes, mut deepest) = (0_usize, 0_usize);
    let mut open = vec![(document, 1)];
    while let Some((value, depth)) = open.pop() {
        nodes += 1;
        deepest = deepest.max(depth);
        match value {
            Value::Array(items) => open.extend(items.iter().map(|it| (it, depth + 1))),
            Value::Object(entries) => open.extend(entries.values().map(|it| (it, depth + 1))),
            _ => {}
        }
    }
    (nodes as f64, deepest as f64)
}

/// An iterator over the characters of a path outside quotation marks.
pub(super) struct Unquoted<'p> {
    letters: std::str::CharIndices<'p>,
}

impl<'p> Unquoted<'p> {
    pub(super) fn new(path: &'p str) -> Self {
        Self {
            letters: path.char_indices(),
        }
    }
}

impl Iterator for Unquoted<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<(usize, char)> {
        let (at, letter) = self.letters.next()?;
        if !matches!(letter, '\'' | '"') {
            return Some((at, letter));
        }
        while let Some((_, inner)) = self.letters.next() {
            match inner {
                '\\' => drop(self.letters.next()),
                inner if inner == letter => break,
                _ => {}
            }
        }
        Some((at, letter))
    }
}
