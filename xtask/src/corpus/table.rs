//! Rows rendered as text.

use super::{
    Row, Sizes, Usage,
    row::{count_examples, count_instances, count_wire},
};

/// The column headings.
const HEADS: [&str; 14] = [
    "document",
    "openapi",
    "operations",
    "types",
    "free-form",
    "widened",
    "warning",
    "notes",
    "lines",
    "CPU s",
    "MB",
    "check",
    "CPU s",
    "MB",
];

/// Renders the table with one line per document, and their sum.
pub fn table(rows: &[Row]) -> String {
    let examples = rows.iter().any(|row| row.examples.is_some());
    let mut lines = vec![HEADS.map(str::to_owned).to_vec()];
    let shown: Vec<&Row> = rows.iter().filter(|row| !row.skipped).collect();
    lines.extend(shown.iter().map(|row| cells(row)));
    lines.push(sum(&shown));
    if examples {
        let column = shown.iter().map(|row| round_trips(row));
        let column = ["examples".to_owned()].into_iter().chain(column);
        let (same, valid) = count_examples(shown.iter().copied());
        let column = column.chain([format!("{same}/{valid}")]);
        for (line, cell) in lines.iter_mut().zip(column) {
            line.push(cell);
        }
    }
    if rows.iter().any(|row| row.instances.is_some()) {
        let column = shown.iter().map(|row| instances(row));
        let (same, valid) = count_instances(shown.iter().copied());
        let column = ["instances".to_owned()].into_iter().chain(column);
        let column = column.chain([format!("{same}/{valid}")]);
        for (line, cell) in lines.iter_mut().zip(column) {
            line.push(cell);
        }
    }
    if rows.iter().any(|row| row.wire.is_some()) {
        let column = shown.iter().map(|row| on_the_wire(row));
        let (same, all) = count_wire(shown.iter().copied());
        let column = ["wire".to_owned()].into_iter().chain(column);
        for (line, cell) in lines
            .iter_mut()
            .zip(column.chain([format!("{same}/{all}")]))
        {
            line.push(cell);
        }
        let column = shown
            .iter()
            .map(|row| usage(row.wire.as_ref().map(|it| it.build))[0].clone());
        let column = ["CPU s".to_owned()].into_iter().chain(column);
        for (line, cell) in lines.iter_mut().zip(column) {
            line.push(cell);
        }
    }
    if rows.iter().any(|row| row.sizes.is_some()) {
        for (head, part) in [
            ("type B", sizes_ty as fn(&Sizes) -> usize),
            ("held B", sizes_member),
        ] {
            add_largest(&mut lines, &shown, head, part);
        }
    }
    align(&lines)
}

fn sizes_ty(sizes: &Sizes) -> usize {
    sizes.ty.bytes
}

fn sizes_member(sizes: &Sizes) -> usize {
    sizes.member.bytes
}

/// Adds a column of sizes with the largest of them.
fn add_largest(lines: &mut [Vec<String>], rows: &[&Row], head: &str, part: fn(&Sizes) -> usize) {
    let sizes = rows.iter().map(|row| row.sizes.as_ref().map(part));
    let cell = |size: Option<usize>| size.map_or_else(|| "-".to_owned(), |it| it.to_string());
    let column = sizes.clone().map(cell);
    let column = [head.to_owned()].into_iter().chain(column);
    let column = column.chain([cell(sizes.flatten().max())]);
    for (line, cell) in lines.iter_mut().zip(column) {
        line.push(cell);
    }
}

/// Returns the number of operations that are on the wire as documented, and of all.
fn on_the_wire(row: &Row) -> String {
    let wire = row.wire.as_ref();
    wire.map_or_else(|| "-".to_owned(), |it| format!("{}/{}", it.same, it.all))
}

fn cells(row: &Row) -> Vec<String> {
    let made = row.made.clone().unwrap_or_default();
    let mut out = vec![
        row.document.clone(),
        made.openapi.clone().unwrap_or_default(),
        format!("{}/{}", made.generated, made.in_document),
    ];
    let numbers = [
        made.types,
        made.free_form,
        made.widened,
        made.warning,
        made.notes,
        made.lines,
    ];
    out.extend(numbers.iter().map(ToString::to_string));
    out.extend(usage(Some(row.generation)));
    let state = match (row.failures.is_empty(), row.check) {
        (false, _) => "FAILED",
        (true, Some(_)) => "ok",
        (true, None) => "-",
    };
    out.push(state.to_owned());
    out.extend(usage(row.check));
    out
}

fn usage(used: Option<Usage>) -> [String; 2] {
    used.map_or_else(
        || ["-".to_owned(), "-".to_owned()],
        |used| {
            [
                format!("{:.2}", used.cpu_seconds),
                (used.peak_bytes / 1_000_000).to_string(),
            ]
        },
    )
}

fn sum(rows: &[&Row]) -> Vec<String> {
    let made = |part: fn(&super::Made) -> usize| -> String {
        let parts = rows.iter().filter_map(|row| row.made.as_ref()).map(part);
        parts.sum::<usize>().to_string()
    };
    let mut generation = Usage::default();
    let mut check = Usage::default();
    for row in rows {
        generation += row.generation;
        check += row.check.unwrap_or_default();
    }
    let fine = rows.iter().filter(|row| row.failures.is_empty()).count();
    let mut out = vec![
        format!("{} documents", rows.len()),
        String::new(),
        format!("{}/{}", made(|it| it.generated), made(|it| it.in_document)),
        made(|it| it.types),
        made(|it| it.free_form),
        made(|it| it.widened),
        made(|it| it.warning),
        made(|it| it.notes),
        made(|it| it.lines),
    ];
    out.extend(usage(Some(generation)));
    out.push(format!("{fine}/{}", rows.len()));
    out.extend(usage(Some(check)));
    out
}

fn round_trips(row: &Row) -> String {
    row.examples.as_ref().map_or_else(
        || "-".to_owned(),
        |examples| format!("{}/{}", examples.same, examples.valid),
    )
}

/// Returns the number of instances that came back, and of all.
fn instances(row: &Row) -> String {
    let tried = row.instances.as_ref();
    tried.map_or_else(|| "-".to_owned(), |it| format!("{}/{}", it.same, it.valid))
}

/// Aligns columns, the first one to the left and the others to the right.
pub(super) fn align(lines: &[Vec<String>]) -> String {
    let columns = lines.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for line in lines {
        let cells = line.iter().zip(&widths).enumerate();
        let cells: Vec<String> = cells
            .map(|(index, (cell, width))| {
                if index == 0 {
                    format!("{cell:width$}")
                } else {
                    format!("{cell:>width$}")
                }
            })
            .collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}
