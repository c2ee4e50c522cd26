//! Measurements as a Markdown table.

use super::Row;
use crate::measure::Usage;

/// Renders a table for a README with one row per document and generator.
pub fn table(rows: &[Row]) -> String {
    let mut out = String::from(
        "| document | generator | generation CPU s / MB | lines | check CPU s / MB | build CPU s / MB |\n\
         |---|---|---|---|---|---|\n",
    );
    for row in rows {
        let failed = || row.failure.clone().unwrap_or_else(|| "failed".to_owned());
        let cell = |used: Option<Usage>| used.map_or_else(|| "-".to_owned(), figures);
        let check = row
            .check
            .map_or_else(|| failed().replace('|', "\\|"), figures);
        let (document, tool) = (&row.document, row.tool.name());
        let (generation, lines, build) = (figures(row.generation), row.lines, cell(row.build));
        out.push_str(&format!(
            "| {document} | {tool} | {generation} | {lines} | {check} | {build} |\n"
        ));
    }
    out
}

fn figures(used: Usage) -> String {
    format!("{:.2} / {}", used.cpu_seconds, used.peak_bytes / 1_000_000)
}
