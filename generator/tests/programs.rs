//! Programs that people would write with emitted clients: `programs/github.rs` and others.
//!
//! The clients are generated from documents that are not in this repository, compiled, and used against servers that
//! misbehave a little. The tests check what a program prints, and what its server receives.

mod support;

#[cfg(unix)]
#[path = "programs/served/mod.rs"]
mod served;

#[cfg(unix)]
mod unix {
    use super::{
        served::{self, Received, Scene, Server},
        support::{cargo, workspace},
    };
    use generator::{config::load_outputs, output::package::plan, project::output_of};
    use serde_json::json;
    use std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
        process::Command,
        sync::OnceLock,
    };

    /// The programs with their documents, and the lines of the programs that were written without emitted clients'
    /// pages, polls and streams.
    const PROGRAMS: [(&str, &str, usize); 5] = [
        ("github", "github.json", 55),
        ("openai", "openai.yaml", 101),
        ("apify", "apify.yaml", 61),
        ("docker", "docker.yaml", 56),
        ("qdrant", "qdrant.json", 66),
    ];

    const MANIFEST: &str = "
[package]
name = \"programs\"
version = \"0.1.0\"
edition = \"2024\"

[dependencies]
apify = { path = \"../crates/apify\", default-features = false, features = [\"reqwest\"] }
docker = { path = \"../crates/docker\", default-features = false, features = [\"reqwest\", \"tokio\"] }
github = { path = \"../crates/github\", default-features = false, features = [\"reqwest\"] }
openai = { path = \"../crates/openai\", default-features = false, features = [\"reqwest\"] }
qdrant = { path = \"../crates/qdrant\", default-features = false, features = [\"reqwest\"] }
reqwest = { version = \"0.13\", default-features = false }
serde_json = \"1\"
tokio = { version = \"1\", features = [\"io-util\", \"macros\", \"rt\"] }
";

    fn source() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs")
    }

    /// Returns the folder of the compiled programs; `None` without documents.
    fn compiled() -> Option<&'static Path> {
        static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
        let compile = || {
            let Ok(corpus) = std::env::var("OPENAPI_CORPUS") else {
                println!("no OPENAPI_CORPUS: the programs of real documents are not tried");
                return None;
            };
            let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs");
            write(&root, Path::new(&corpus));
            cargo(&root, &["build", "--quiet", "-p", "programs"]);
            cargo(&root, &["fmt", "--check", "-p", "programs"]);
            Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("target/debug"))
        };
        FOLDER.get_or_init(compile).as_deref()
    }

    /// Writes a workspace of the clients and the programs.
    fn write(root: &Path, corpus: &Path) {
        let folder = root.join("app/src/bin");
        fs::create_dir_all(&folder).expect("a folder");
        for (name, document, _) in PROGRAMS {
            // The documents may be read-only, and a copy of one would be.
            let text = fs::read(corpus.join(document)).expect("the document");
            fs::write(root.join(document), text).expect("a file");
            let program = format!("{name}.rs");
            fs::copy(source().join(&program), folder.join(&program)).expect("the program");
        }
        let put = |path: &str, text: &str| fs::write(root.join(path), text).expect("a file");
        put(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"app\", \"crates/*\"]\n",
        );
        put("app/Cargo.toml", MANIFEST);
        fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock")).expect("the lock file");
        let overlay = "github.overlay.yaml";
        fs::copy(source().join(overlay), root.join(overlay)).expect("the overlay");
        let runtime = workspace().join("generated-client/runtime");
        let config = fs::read_to_string(source().join("clientwright.toml")).expect("its text");
        let config = config.replace(
            "../../../generated-client/runtime",
            &runtime.to_string_lossy(),
        );
        put("clientwright.toml", &config);

        let config = load_outputs(&root.join("clientwright.toml"));
        let config = config.unwrap_or_else(|it| panic!("{:?}", it.diagnostics));
        for api in &config.apis {
            let made =
                output_of(api, "document").unwrap_or_else(|it| panic!("{:?}", it.diagnostics));
            let (files, package) = (made.files.expect("code"), made.package.expect("a package"));
            let plan = plan(&made.root, &files, &package).expect("a plan");
            plan.write().expect("it is written");
        }
    }

    /// Runs a program, and returns what it prints.
    fn run(name: &str, arguments: &[&str], variables: &[(&str, &str)]) -> String {
        let program = compiled().expect("programs").join(name);
        let mut command = Command::new(program);
        command
            .env_clear()
            .args(arguments)
            .envs(variables.iter().copied());
        let output = command.output().expect("the program starts");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {told}");
        String::from_utf8(output.stdout).expect("text")
    }

    fn served(scene: Scene) -> Option<Server> {
        compiled().map(|_| Server::start(scene))
    }

    /// Returns the lines of the requests, and checks that each is sent once, and again only after a 503.
    fn lines(name: &str, received: &[Received]) -> Vec<String> {
        let lines: Vec<String> = received
            .iter()
            .map(|it| format!("{} {}", it.status, it.line()))
            .collect();
        println!("{name}: {} requests: {lines:#?}", lines.len());
        for pair in received.windows(2).filter(|it| it[0].status == 503) {
            assert_eq!(pair[0].line(), pair[1].line());
        }
        lines
    }

    /// Checks that no request that was answered is sent a second time.
    fn once(received: &[Received]) {
        let mut known = BTreeSet::new();
        for it in received.iter().filter(|it| it.status != 503) {
            assert!(known.insert((it.line(), &it.body)), "twice: {}", it.line());
        }
    }

    #[test]
    fn real_document_github_lists_issues_of_all_pages() {
        let Some(server) = served(served::github::answer) else {
            return;
        };
        let printed = run(
            "github",
            &["octocat", "hello-world", "bug"],
            &[("GITHUB_TOKEN", "secret"), ("GITHUB_BASE_URL", &server.url)],
        );
        assert_eq!(printed, "ada: 2\nghost: 1\nlinus: 1\n");
        let received = server.received();
        assert_eq!(
            lines("github", &received),
            [
                "200 GET /repos/octocat/hello-world/issues?labels=bug&per_page=100",
                "503 GET /repositories/1/issues?labels=bug&per_page=100&page=2",
                "200 GET /repositories/1/issues?labels=bug&per_page=100&page=2",
                "200 GET /repositories/1/issues?labels=bug&per_page=100&page=3",
            ]
        );
        once(&received);
        for it in &received {
            assert_eq!(it.header("authorization"), Some("Bearer secret"));
        }
    }

    #[test]
    fn real_document_openai_calls_a_function_and_uploads_a_file() {
        let Some(server) = served(served::openai::answer) else {
            return;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("trip.pdf");
        fs::write(&path, "%PDF-1.7").expect("a file");
        let printed = run(
            "openai",
            &[&path.to_string_lossy(), "What should I pack?"],
            &[
                ("OPENAI_API_KEY", "secret"),
                ("OPENAI_BASE_URL", &server.url),
            ],
        );
        assert_eq!(
            printed,
            "uploaded trip.pdf as file-abc123\nPack a warm coat: −4 °C in Oslo.\n"
        );
        let received = server.received();
        assert_eq!(
            lines("openai", &received),
            [
                "503 POST /files",
                "200 POST /files",
                "200 POST /chat/completions",
                "200 POST /chat/completions",
            ]
        );
        once(&received);
        for it in &received {
            assert_eq!(it.header("authorization"), Some("Bearer secret"));
        }
        let upload = String::from_utf8_lossy(&received[1].body);
        for part in [
            "name=\"purpose\"\r\n\r\nuser_data\r\n",
            "name=\"file\"; filename=\"trip.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\r\n",
        ] {
            assert!(upload.contains(part), "{part}\n{upload}");
        }
        let (first, second) = (received[2].json(), received[3].json());
        assert_eq!(first["stream"], json!(true));
        assert_eq!(first["model"], json!("gpt-5-mini"));
        assert_eq!(first["tools"][0]["function"]["name"], json!("temperature"));
        assert_eq!(
            first["messages"],
            json!([{ "role": "user", "content": [
                { "type": "text", "text": "What should I pack?" },
                { "type": "file", "file": { "file_id": "file-abc123" } },
            ] }])
        );
        assert_eq!(second["messages"][0], first["messages"][0]);
        let call = |id: &str, arguments: &str| {
            let function = json!({ "name": "temperature", "arguments": arguments });
            json!({ "id": id, "type": "function", "function": function })
        };
        let calls = [
            call("call_1", "{\"city\":\"Oslo\"}"),
            call("call_2", "{\"city\":\"Bergen\"}"),
        ];
        assert_eq!(
            second["messages"].as_array().map(|it| &it[1..]),
            Some(
                &[
                    json!({ "role": "assistant", "tool_calls": calls }),
                    json!({ "role": "tool", "tool_call_id": "call_1", "content": "-4" }),
                    json!({ "role": "tool", "tool_call_id": "call_2", "content": "unknown" }),
                ][..]
            )
        );
    }

    #[test]
    fn real_document_apify_waits_for_a_run_and_reads_its_dataset() {
        let Some(server) = served(served::apify::answer) else {
            return;
        };
        let printed = run(
            "apify",
            &["apify~web-scraper", "https://example.com"],
            &[("APIFY_TOKEN", "secret"), ("APIFY_BASE_URL", &server.url)],
        );
        assert_eq!(printed, "Example Domain\nAbout\nContact\n");
        let received = server.received();
        assert_eq!(
            lines("apify", &received),
            [
                "201 POST /v2/actors/apify~web-scraper/runs",
                "200 GET /v2/actor-runs/HG7ML7M8z78YcAPEB",
                "503 GET /v2/actor-runs/HG7ML7M8z78YcAPEB",
                "200 GET /v2/actor-runs/HG7ML7M8z78YcAPEB",
                "200 GET /v2/actor-runs/HG7ML7M8z78YcAPEB",
                "200 GET /v2/datasets/wmKPijuyDnPZAPRMk/items?limit=1000",
                "200 GET /v2/datasets/wmKPijuyDnPZAPRMk/items?limit=1000&offset=2",
                "200 GET /v2/datasets/wmKPijuyDnPZAPRMk/items?limit=1000&offset=3",
            ]
        );
        let input = json!({ "startUrls": [{ "url": "https://example.com" }] });
        assert_eq!(received[0].json(), input);
        for it in &received {
            assert_eq!(it.header("authorization"), Some("Bearer secret"));
        }
        // Only the run is asked for repeatedly.
        let pages = &received[5..];
        once(pages);
        // The dataset has other forms, too.
        for it in pages {
            assert_eq!(it.header("accept"), Some("application/json"));
        }
    }

    #[test]
    fn real_document_docker_runs_a_container_over_a_socket() {
        if compiled().is_none() {
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let socket = folder.path().join("docker.sock");
        let server = Server::on_socket(&socket, served::docker::answer);
        let printed = run(
            "docker",
            &["alpine", "sh", "-c", "echo hello; echo world; exit 3"],
            &[("DOCKER_SOCKET", &socket.to_string_lossy())],
        );
        assert_eq!(printed, "/db: Up 4 days\nhello\nworld\nexit code 3\n");
        let received = server.received();
        assert_eq!(
            lines("docker", &received),
            [
                "503 GET /v1.56/containers/json?all=true",
                "200 GET /v1.56/containers/json?all=true",
                "201 POST /v1.56/containers/create",
                "204 POST /v1.56/containers/bb22/start",
                "200 GET /v1.56/containers/bb22/logs?follow=true&stdout=true&stderr=true",
                "200 POST /v1.56/containers/bb22/wait",
                "204 DELETE /v1.56/containers/bb22?v=true",
            ]
        );
        once(&received);
        let command = ["sh", "-c", "echo hello; echo world; exit 3"];
        let body = json!({ "Image": "alpine", "Cmd": command, "Tty": true });
        assert_eq!(received[2].json(), body);
    }

    #[test]
    fn real_document_qdrant_searches_and_scrolls() {
        let Some(server) = served(served::qdrant::answer) else {
            return;
        };
        let printed = run(
            "qdrant",
            &["cities"],
            &[
                ("QDRANT_API_KEY", "secret"),
                ("QDRANT_BASE_URL", &server.url),
            ],
        );
        assert_eq!(printed, "1.00 Berlin\n0.97 London\nBerlin\nLondon\nLima\n");
        let received = server.received();
        assert_eq!(
            lines("qdrant", &received),
            [
                "503 PUT /collections/cities/points?wait=true",
                "200 PUT /collections/cities/points?wait=true",
                "200 POST /collections/cities/points/query",
                "200 POST /collections/cities/points/scroll",
                "200 POST /collections/cities/points/scroll",
                "200 POST /collections/cities/points/scroll",
            ]
        );
        once(&received);
        for it in &received {
            assert_eq!(it.header("api-key"), Some("secret"));
            assert_eq!(it.header("authorization"), None);
        }
        let points = &received[1].json()["points"];
        let london = json!({ "id": 2, "vector": [0.19, 0.81], "payload": { "city": "London" } });
        assert_eq!(points[1], london);
        let query = json!({ "query": [0.1, 0.7], "limit": 2, "with_payload": true });
        assert_eq!(received[2].json(), query);
        let offsets = [json!({ "limit": 2 }), json!({ "limit": 2, "offset": 3 })];
        assert_eq!([received[3].json(), received[4].json()], offsets);
        let last = json!({ "limit": 2, "offset": served::qdrant::LAST });
        assert_eq!(received[5].json(), last);
    }

    /// Checks that the programs are no longer than those that were written without the features of the clients. A line
    /// counts unless it is blank or a comment.
    #[test]
    fn the_programs_are_short() {
        for (name, _, handwritten) in PROGRAMS {
            let text = fs::read_to_string(source().join(format!("{name}.rs"))).expect("a program");
            let lines = text.lines().map(str::trim);
            let code = lines.filter(|it| !it.is_empty() && !it.starts_with("//"));
            let count = code.count();
            println!("{name}: {count} lines, {handwritten} by hand");
            assert!(count < handwritten, "{name}: {count} lines");
        }
    }
}
