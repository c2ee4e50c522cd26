//! Changes in spec/ since a revision, whose files are read from git.

use generator::review::diff::{ApiDiff, Breaks, Unread, against};
use std::{fs, path::Path, process::Command};

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Shop API, version: '1'}
paths:
  /orders:
    get:
      operationId: listOrders
      responses: {'204': {description: none}}
";

/// Creates a repository with one commit, in which `folder` contains a spec/.
fn repository(folder: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    write(
        root.path(),
        &format!("{folder}spec/codegen.toml"),
        "[apis.shop]\ndocument = \"shop.yaml\"\n",
    );
    write(root.path(), &format!("{folder}spec/shop.yaml"), DOCUMENT);
    git(root.path(), &["init", "--quiet"]);
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "--quiet", "--message", "first"]);
    root
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("it is written");
}

fn git(root: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@t.example"];
    let output = Command::new("git")
        .current_dir(root)
        .args(identity)
        .args(arguments)
        .output()
        .expect("git starts");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

fn said(diffs: &[ApiDiff]) -> Vec<String> {
    let changes = diffs.iter().flat_map(|it| &it.changes);
    changes
        .map(|it| format!("{} {}", it.subject, it.what))
        .collect()
}

#[test]
fn nothing_is_told_where_nothing_changed() {
    let root = repository("");
    assert_eq!(
        said(&against(root.path(), "HEAD").expect("a revision")),
        [""; 0]
    );
}

#[test]
fn a_change_that_is_not_committed_is_told() {
    for folder in ["", "deep/down/"] {
        let root = repository(folder);
        let changed = DOCUMENT.replace("listOrders", "allOrders");
        write(root.path(), &format!("{folder}spec/shop.yaml"), &changed);
        let index = fs::read(root.path().join(".git/index")).expect("an index");
        let diffs = against(&root.path().join(folder), "HEAD").expect("a revision");
        assert_eq!(
            said(&diffs),
            ["`all_orders` (`GET /orders`) was called `list_orders`"]
        );
        assert_eq!(diffs[0].changes[0].breaks, Breaks::Callers);
        let after = fs::read(root.path().join(".git/index")).expect("an index");
        assert_eq!(index, after, "the index of the repository is left alone");
    }
}

#[test]
fn an_overlay_is_part_of_what_was() {
    let root = repository("");
    let overlay = "overlay: 1.0.0\nactions: [{target: \"$.paths['/orders'].get\", update: {operationId: allOrders}}]\n";
    write(root.path(), "spec/shop.overlay.yaml", overlay);
    write(
        root.path(),
        "spec/codegen.toml",
        "[apis.shop]\ndocument = \"shop.yaml\"\noverlays = [\"shop.overlay.yaml\"]\n",
    );
    let expected = ["`all_orders` (`GET /orders`) was called `list_orders`"];
    assert_eq!(
        said(&against(root.path(), "HEAD").expect("a revision")),
        expected
    );
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "--quiet", "--message", "second"]);
    assert_eq!(
        said(&against(root.path(), "HEAD").expect("a revision")),
        [""; 0]
    );
    assert_eq!(
        said(&against(root.path(), "HEAD~1").expect("a revision")),
        expected
    );
}

#[test]
fn an_api_that_is_new_or_gone_is_one_change() {
    let root = repository("");
    write(
        root.path(),
        "spec/codegen.toml",
        "[apis.store]\ndocument = \"shop.yaml\"\n",
    );
    let diffs = against(root.path(), "HEAD").expect("a revision");
    assert_eq!(
        said(&diffs),
        ["the module `shop` is gone", "the module `store` is new"]
    );
}

#[test]
fn what_git_does_not_have_is_said() {
    let root = repository("");
    for revision in ["nowhere", "--output=x", ""] {
        match against(root.path(), revision) {
            Err(Unread::Base(why)) => assert!(why.contains("git knows no revision"), "{why}"),
            other => panic!("{revision}: {other:?}"),
        }
    }
    let outside = tempfile::tempdir().expect("a folder");
    assert!(matches!(
        against(outside.path(), "HEAD"),
        Err(Unread::Base(_))
    ));
}

#[test]
fn a_document_that_cannot_be_read_is_said() {
    let root = repository("");
    write(root.path(), "spec/shop.yaml", "openapi: [\n");
    assert!(matches!(
        against(root.path(), "HEAD"),
        Err(Unread::Document(_))
    ));
}
