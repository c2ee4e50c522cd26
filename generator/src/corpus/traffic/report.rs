//! What there is to say of recorded messages.

use crate::corpus::table::align;
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// How many places of a kind are shown.
const SHOWN: usize = 20;

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum Kind {
    Request,
    Response,
    Event,
}

/// What became of a message, the worst last. Up to `Null` nothing is wrong with the types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Verdict {
    /// It came back as it was.
    Ok,
    /// It has values that the document does not list, which came back as they were.
    Unlisted,
    /// It has `null` where the document admits none: refused, or not written back.
    Null,
    /// It lacks a property that the document requires: refused, or kept as an unknown alternative.
    Incomplete,
    /// It changed.
    Changed,
    /// A value is taken for another alternative than the one that it is.
    Wrong,
    /// A value that the document lists is unknown.
    Unknown,
    /// It was not decoded.
    Refused,
}

/// The verdicts in the order of the table.
const COLUMNS: [Verdict; 8] = [
    Verdict::Ok,
    Verdict::Refused,
    Verdict::Unknown,
    Verdict::Wrong,
    Verdict::Changed,
    Verdict::Incomplete,
    Verdict::Null,
    Verdict::Unlisted,
];

impl Verdict {
    /// Whether the types are at fault, and not the message.
    pub fn is_failure(self) -> bool {
        self > Self::Incomplete
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Wrong => "wrong",
            Self::Changed => "changed",
            Self::Incomplete => "incomplete",
            Self::Null => "null",
            Self::Unlisted => "unlisted",
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Ok => "came back as they were",
            Self::Refused => "were not decoded",
            Self::Unknown => "have values that are unknown, although the document lists them",
            Self::Wrong => "were taken for another alternative",
            Self::Changed => "changed",
            Self::Incomplete => "lack a property that the document requires (no failure)",
            Self::Null => "have null where the document admits none (no failure)",
            Self::Unlisted => "have values that the document does not list (no failure)",
        }
    }
}

/// A place of a message where something is to be said.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Whose fault it is.
    pub verdict: Verdict,
    /// What it is, in words that many have in common.
    pub kind: &'static str,
    /// The place, as a JSON pointer into the message or, of an error, as the error has it.
    pub at: String,
    /// What it is.
    pub why: String,
}

/// A message, and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct Judged {
    /// The file of the message.
    pub file: String,
    /// Its line there.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
    /// The operation with the status, or the schema.
    pub what: String,
    /// The emitted type.
    pub ty: String,
    /// What there is to say of it.
    pub findings: Vec<Finding>,
}

impl Judged {
    /// The worst of what there is to say.
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.findings.iter().map(|it| it.verdict);
        verdicts.max().unwrap_or(Verdict::Ok)
    }
}

/// A message that no type could be found for.
#[derive(Clone, Debug, Serialize)]
pub struct Unmatched {
    /// The file of the message.
    pub file: String,
    /// Its line there.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
    /// The operation with the status, or the schema.
    pub what: String,
    /// Why there is none.
    pub why: String,
}

/// All messages.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The messages that a type was found for.
    pub judged: Vec<Judged>,
    /// The others.
    pub unmatched: Vec<Unmatched>,
}

impl Report {
    pub(super) fn add(&mut self, other: Self) {
        self.judged.extend(other.judged);
        self.unmatched.extend(other.unmatched);
    }

    /// How many messages the types are not at fault for, and how many were judged.
    pub fn share(&self) -> (usize, usize) {
        let fine = self.judged.iter().filter(|it| !it.verdict().is_failure());
        (fine.count(), self.judged.len())
    }
}

impl fmt::Display for Report {
    /// The table, and the places below it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table())?;
        for verdict in COLUMNS.iter().skip(1) {
            self.places(*verdict, f)?;
        }
        if !self.unmatched.is_empty() {
            writeln!(
                f,
                "\n{} have no type to be judged by:",
                self.unmatched.len()
            )?;
        }
        let reasons = grouped(self.unmatched.iter().map(|it| {
            let place = format!("{}:{} {}", it.file, it.line, it.what);
            (format!("{:?}: {}", it.kind, it.why), place)
        }));
        listed(&reasons, f)
    }
}

impl Report {
    /// A line for each file and kind of message, and their sum.
    fn table(&self) -> String {
        let mut heads = vec!["messages".to_owned(), "all".to_owned()];
        heads.extend(COLUMNS.map(|it| it.heading().to_owned()));
        heads.push("unmatched".to_owned());
        let mut rows = BTreeSet::new();
        for it in &self.judged {
            rows.insert((it.file.as_str(), it.kind));
        }
        for it in &self.unmatched {
            rows.insert((it.file.as_str(), it.kind));
        }
        let mut lines = vec![heads];
        for (file, kind) in rows {
            let name = format!("{file} {kind:?}").to_lowercase();
            lines.push(self.row(name, &|at, of| at == file && of == kind));
        }
        lines.push(self.row("all".to_owned(), &|_, _| true));
        align(&lines)
    }

    fn row(&self, name: String, is_in: &dyn Fn(&str, Kind) -> bool) -> Vec<String> {
        let judged = self.judged.iter().filter(|it| is_in(&it.file, it.kind));
        let verdicts: Vec<Verdict> = judged.map(Judged::verdict).collect();
        let unmatched = self.unmatched.iter().filter(|it| is_in(&it.file, it.kind));
        let unmatched = unmatched.count();
        let mut out = vec![name, (verdicts.len() + unmatched).to_string()];
        let count = |verdict| verdicts.iter().filter(|it| **it == verdict).count();
        out.extend(COLUMNS.map(|it| count(it).to_string()));
        out.push(unmatched.to_string());
        out
    }

    /// The places of a verdict, those that have the same to be said together.
    fn places(&self, verdict: Verdict, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.judged.iter();
        let found = all.flat_map(|it| it.findings.iter().map(move |finding| (it, finding)));
        let found: Vec<_> = found.filter(|(_, it)| it.verdict == verdict).collect();
        if found.is_empty() {
            return Ok(());
        }
        let of = |it: &&Judged| it.findings.iter().any(|it| it.verdict == verdict);
        let messages = self.judged.iter().filter(of).count();
        writeln!(f, "\n{messages} {}:", verdict.in_words())?;
        let reasons = grouped(found.into_iter().map(|(judged, finding)| {
            let Judged { file, line, .. } = judged;
            let place = format!(
                "{file}:{line} {:?} {} `{}` as {}",
                judged.kind, judged.what, finding.at, judged.ty
            );
            (format!("{}: {}", finding.kind, finding.why), place)
        }));
        listed(&reasons, f)
    }
}

/// Places by what is said of them, what is said most first.
fn grouped(all: impl Iterator<Item = (String, String)>) -> Vec<(String, Vec<String>)> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (reason, place) in all {
        groups.entry(reason).or_default().push(place);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    groups
}

fn listed(reasons: &[(String, Vec<String>)], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (reason, places) in reasons {
        let first = places.first().map_or("", String::as_str);
        match places.len() {
            1 => writeln!(f, "  {reason}\n    {first}")?,
            count => writeln!(f, "  {reason} ({count} times)\n    {first}")?,
        }
        for place in places.iter().skip(1).take(SHOWN - 1) {
            writeln!(f, "    {place}")?;
        }
        if places.len() > SHOWN {
            writeln!(f, "    .. and {} more", places.len() - SHOWN)?;
        }
    }
    Ok(())
}
