//! The documentation in `docs/` lists exactly the configuration's keys, and its links have existing targets.

mod support;

use generator::config::keys::{Holds, KEYS, Key, Kind};
use generator::diagnostic::Code;
use generator::vocabulary::extensions::{EXTENSIONS, Extension};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use support::workspace;

/// The marks around the table of keys.
const MARKS: [&str; 2] = ["<!-- keys:", "<!-- end of keys -->"];

/// The head of the page of diagnostics.
const CODES: &str = "\
# Diagnostics

The generator reports everything that it cannot carry over from a document, with the place, its action and advice. The code
of a diagnostic is stable: it stands in brackets in messages, as `code` in reports, and
`clientwright explain CODE` prints its row of this table.

<!-- made from the table of codes: `INSTA_UPDATE=always cargo test -p generator --test docs` writes it anew -->

";

fn row(key: &Key) -> String {
    let kinds = [
        (Kind::Outputs, "`clientwright.toml`"),
        (Kind::Document, "`--config`"),
        (Kind::Modules, "`spec/codegen.toml`"),
    ];
    let files = kinds.iter().filter(|(kind, _)| key.kinds.contains(kind));
    let files: Vec<&str> = files.map(|(_, file)| *file).collect();
    let holds = match key.holds {
        Holds::Text => "a string".to_owned(),
        Holds::Texts => "a list of strings".to_owned(),
        Holds::AllOrTexts => "a boolean, or a list of strings".to_owned(),
        Holds::Flag => "a boolean".to_owned(),
        Holds::Dependency => "a version, or a table".to_owned(),
        Holds::Table => "a table of strings".to_owned(),
        Holds::Pages | Holds::Polls => "a table of rules, or `false`".to_owned(),
        Holds::Overrides => "a table of strings, or `false`".to_owned(),
        Holds::Derives => "a list of strings, or a table of lists".to_owned(),
        Holds::Webhooks => "a table".to_owned(),
        Holds::Tables(tables) | Holds::Types(tables) => format!("tables: {}", tables.join(", ")),
    };
    format!(
        "| `{}` | {} | {holds} | `{}` | {} |\n",
        key.name,
        key.what,
        key.example,
        files.join(", ")
    )
}

#[test]
fn the_configuration_has_its_keys() {
    let path = workspace().join("generator/docs/configuration.md");
    let text = fs::read_to_string(&path).expect("the page");
    let (before, rest) = text.split_once(MARKS[0]).expect("the first mark");
    let (mark, rest) = rest.split_once('\n').expect("a line");
    let (table, after) = rest.split_once(MARKS[1]).expect("the last mark");
    let rows: String = KEYS.iter().map(row).collect();
    let wanted =
        format!("\n| key | meaning | value | example | files |\n|---|---|---|---|---|\n{rows}\n");
    if std::env::var("INSTA_UPDATE").is_ok_and(|it| it == "always") {
        let page = format!("{before}{}{mark}\n{wanted}{}{after}", MARKS[0], MARKS[1]);
        fs::write(&path, page).expect("the page is written");
    } else {
        assert_eq!(table, wanted, "the page has other keys than the table");
    }
}

#[test]
fn the_page_of_diagnostics_has_all_codes() {
    let path = workspace().join("generator/docs/diagnostics.md");
    let row = |it: &Code| format!("| `{it}` | {} | {} |\n", it.meaning(), it.remedy());
    let rows: String = Code::ALL.iter().map(row).collect();
    let wanted = format!("{CODES}| code | meaning | what to do |\n|---|---|---|\n{rows}");
    if std::env::var("INSTA_UPDATE").is_ok_and(|it| it == "always") {
        fs::write(&path, wanted).expect("the page is written");
    } else {
        let page = fs::read_to_string(&path).expect("the page");
        assert!(page == wanted, "the page has other codes than `Code`");
    }
}

#[test]
fn the_page_of_extensions_has_all() {
    const START: &str = "<!-- extensions:";
    const END: &str = "<!-- end of extensions -->";
    let path = workspace().join("generator/docs/extensions.md");
    let text = fs::read_to_string(&path).expect("the page");
    let (before, rest) = text.split_once(START).expect("the first mark");
    let (mark, rest) = rest.split_once('\n').expect("a line");
    let (table, after) = rest.split_once(END).expect("the last mark");
    let row = |it: &Extension| format!("| `{}` | {} | {} |\n", it.name, it.place, it.effect);
    let rows: String = EXTENSIONS.iter().map(row).collect();
    let wanted = format!("\n| extension | place | effect |\n|---|---|---|\n{rows}\n");
    if std::env::var("INSTA_UPDATE").is_ok_and(|it| it == "always") {
        let page = format!("{before}{START}{mark}\n{wanted}{END}{after}");
        fs::write(&path, page).expect("the page is written");
    } else {
        assert_eq!(
            table, wanted,
            "the page has other extensions than the table"
        );
    }
}

/// Checks that each extension that the code names is in the table, and that the code reads each one in the table.
#[test]
fn the_table_of_extensions_has_those_that_the_code_reads() {
    /// A content type in samples.
    const OTHERS: &[&str] = &["x-sample"];
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![src];
    let mut read = BTreeSet::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder");
            open.extend(entries.map(|it| it.expect("an entry").path()));
        } else if !path.ends_with("extensions.rs") {
            let text = fs::read_to_string(&path).expect("a source is text");
            let names = text
                .split("\"x-")
                .skip(1)
                .filter_map(|it| it.split('"').next());
            let is_name = |it: &&str| it.starts_with(|it: char| it.is_ascii_lowercase());
            read.extend(names.filter(is_name).map(|it| format!("x-{it}")));
        }
    }
    read.retain(|it| !OTHERS.contains(&it.as_str()));
    let table: BTreeSet<String> = EXTENSIONS.iter().map(|it| it.name.to_owned()).collect();
    assert_eq!(read, table);
    assert!(EXTENSIONS.is_sorted_by_key(|it| it.name));
}

/// Returns the targets of a page's links, without those to other sites and to headings.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1);
    let targets = targets.filter_map(|it| it.split_once(')'));
    let targets = targets.map(|(target, _)| target.split('#').next().unwrap_or_default());
    let own = targets.filter(|it| !it.is_empty() && !it.contains("://"));
    own.collect()
}

/// Returns the pages of the documentation.
fn pages(root: &Path) -> Vec<PathBuf> {
    let pages = fs::read_dir(root.join("generator/docs")).expect("the folder");
    let mut pages: Vec<_> = pages.map(|it| it.expect("a page").path()).collect();
    let more = ["README.md", "generator/tests/fixtures/README.md"];
    pages.extend(more.map(|it| root.join(it)));
    pages
}

/// Returns the files and folders of the repository, each with `/` before every name.
fn paths(root: &Path) -> Vec<String> {
    const FOLDERS: &[&str] = &[
        ".ci",
        ".github",
        "bench",
        "generated-client",
        "generator",
        "spec",
        "xtask",
    ];
    let mut open: Vec<PathBuf> = FOLDERS.iter().map(|it| root.join(it)).collect();
    let mut out = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() && !path.ends_with("target") {
            let entries = fs::read_dir(&path).expect("a folder");
            open.extend(entries.map(|it| it.expect("an entry").path()));
        }
        let below = path.strip_prefix(root).expect("below the root");
        let names = below.iter().map(|it| it.to_string_lossy());
        out.push(names.map(|it| format!("/{it}")).collect());
    }
    out
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|it| it == "rs")
}

/// Returns the Rust files, and the paths from the root, that a page names as code or in the map.
fn named(text: &str) -> Vec<&str> {
    let is_path = |it: &&str| {
        let plain = it
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || b"_-./".contains(&it));
        let roots = [
            "generator/",
            "generated-client/",
            "xtask/",
            "spec/",
            "bench/",
        ];
        plain
            && !it.starts_with('/')
            && (is_rust(it) || roots.iter().any(|root| it.starts_with(root)))
    };
    text.split(|it: char| it.is_whitespace() || "`,;:()|".contains(it))
        .map(|it| it.trim_start_matches("../").trim_end_matches(['/', '.']))
        .filter(is_path)
        .collect()
}

#[test]
fn files_that_the_docs_name_exist() {
    let root = workspace();
    let known = paths(&root);
    let (mut found, mut missing) = (0, Vec::new());
    for page in pages(&root) {
        let text = fs::read_to_string(&page).expect("a page is text");
        for name in named(&text) {
            found += 1;
            let end = format!("/{name}");
            if !known.iter().any(|it| it.ends_with(&end)) {
                missing.push(format!("{}: {name}", page.display()));
            }
        }
    }
    assert!(found > 200, "only {found} names");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Checks that each function of the walks is in a file of the name that precedes it.
#[test]
fn functions_of_the_walks_exist() {
    let root = workspace();
    let known = paths(&root);
    let page = fs::read_to_string(root.join("generator/docs/architecture.md")).expect("the page");
    let (_, walks) = page.split_once("## Three walks").expect("the section");
    let (walks, _) = walks.split_once("\n## ").expect("the next section");
    let (mut file, mut found, mut missing) = (String::new(), 0, Vec::new());
    for word in walks.split_whitespace() {
        let word = word.trim_end_matches([':', ',', ';']);
        if is_rust(word) {
            file = format!("/{word}");
        } else if let Some(name) = word.strip_suffix("()") {
            found += 1;
            let function = format!("fn {name}");
            let mut files = known.iter().filter(|it| it.ends_with(&file));
            let is_there = files.any(|it| {
                let text = fs::read_to_string(root.join(&it[1..])).expect("a source is text");
                text.contains(&function)
            });
            if !is_there {
                missing.push(format!("{name} in {file}"));
            }
        }
    }
    assert!(found > 40, "only {found} functions");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn links_of_the_docs_lead_somewhere() {
    let root = workspace();
    let pages = pages(&root);
    let (mut found, mut missing) = (0, Vec::new());
    for page in &pages {
        let text = fs::read_to_string(page).expect("a page is text");
        let folder = page.parent().unwrap_or(Path::new("."));
        for link in links(&text) {
            found += 1;
            if !folder.join(link).exists() {
                missing.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(found > 10, "only {found} links");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
