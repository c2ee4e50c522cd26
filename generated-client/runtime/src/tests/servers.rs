use http::StatusCode;

use super::{Client, now};
use crate::runtime::{
    Api, Call, ClientBuilder, ClientCore, Empty, NoError, ServerTemplate, testing::Recorder,
};

static API: Api = Api {
    name: "servers",
    base_url: Some("https://eu.example.com:443/api/v1"),
    user_agent: "test-client/1.2.3",
    schemes: &[],
    variables: &[],
};

const REGION: (&str, Option<&str>, &[&str]) = ("region", Some("eu"), &["eu", "us"]);

static SERVERS: &[ServerTemplate] = &[
    ServerTemplate {
        url: "https://{region}.example.com:{port}/api/v1",
        variables: &[REGION, ("port", Some("443"), &[])],
    },
    ServerTemplate {
        url: "https://{region}.upload.example.com/v2/",
        variables: &[REGION],
    },
    ServerTemplate {
        url: "https://{agent}.example.com",
        variables: &[("agent", None, &[])],
    },
    ServerTemplate {
        url: "{origin}",
        variables: &[("origin", Some("https://uploads.example.com"), &[])],
    },
];

fn builder() -> ClientBuilder<Client> {
    ClientBuilder::new(&API).servers(SERVERS)
}

/// Returns the URL of a request, for an operation with or without a server of its own.
fn target(builder: ClientBuilder<Client>, server: Option<&'static str>) -> String {
    let recorder = Recorder::new();
    recorder.json(StatusCode::NO_CONTENT, "");
    let core: ClientCore = builder.transport(recorder.clone()).build().unwrap().0;
    let mut call = Call::<Empty, NoError>::get(&core, "/x");
    if let Some(server) = server {
        call = call.server(server);
    }
    now(call.send()).unwrap();
    recorder.requests().remove(0).uri.to_string()
}

fn refused(builder: ClientBuilder<Client>) -> String {
    match builder.transport(Recorder::new()).build() {
        Err(error) => error.to_string(),
        Ok(_) => panic!("it was built"),
    }
}

#[test]
fn variables_have_defaults() {
    let upload = SERVERS[1].url;
    assert_eq!(
        target(builder(), None),
        "https://eu.example.com:443/api/v1/x"
    );
    assert_eq!(
        target(builder(), Some(upload)),
        "https://eu.upload.example.com/v2/x"
    );
}

#[test]
fn a_variable_counts_for_all_servers_that_have_it() {
    let us = || builder().server_variable("region", "us");
    assert_eq!(target(us(), None), "https://us.example.com:443/api/v1/x");
    assert_eq!(
        target(us(), Some(SERVERS[1].url)),
        "https://us.upload.example.com/v2/x"
    );
    let last = us()
        .server_variable("region", "eu")
        .server_variable("port", "8443");
    assert_eq!(target(last, None), "https://eu.example.com:8443/api/v1/x");
}

#[test]
fn a_base_url_counts_more_than_servers() {
    let own = || builder().base_url("http://localhost:1/base/v1");
    assert_eq!(target(own(), None), "http://localhost:1/base/v1/x");
    assert_eq!(
        target(own(), Some(SERVERS[1].url)),
        "http://localhost:1/base/v1/x"
    );
    assert_eq!(
        target(own(), Some("https://other.example.com")),
        "http://localhost:1/base/v1/x"
    );
}

#[test]
fn a_server_that_is_one_variable_has_a_host_of_its_own() {
    let origin = Some(SERVERS[3].url);
    assert_eq!(target(builder(), origin), "https://uploads.example.com/x");
    let own = builder().base_url("http://localhost:1");
    assert_eq!(target(own, origin), "http://localhost:1/x");
}

#[test]
fn what_is_no_variable_or_no_value_of_it_is_refused() {
    assert_eq!(
        refused(builder().server_variable("zone", "a")),
        "the servers document has no server variable `zone`"
    );
    assert_eq!(
        refused(builder().server_variable("region", "mars")),
        "the server variable `region` is one of eu, us"
    );
    for port in ["443/?x=", "1@evil.example.com", "a b"] {
        let why = refused(builder().server_variable("port", port));
        assert!(
            why.starts_with(
                "the server `https://{region}.example.com:{port}/api/v1` with these variables "
            ),
            "{why}"
        );
    }
}

#[test]
fn a_variable_without_a_default_has_to_be_given() {
    let agent = Some(SERVERS[2].url);
    assert_eq!(
        target(builder().server_variable("agent", "mine"), agent),
        "https://mine.example.com/x"
    );
    let recorder = Recorder::new();
    let core = builder().transport(recorder.clone()).build().unwrap().0;
    let call = Call::<Empty, NoError>::get(&core, "/x").server(SERVERS[2].url);
    assert_eq!(
        now(call.send()).unwrap_err().to_string(),
        "GET /x: a variable of the server `https://{agent}.example.com` has no value: give it to the client's builder with `server_variable`"
    );
    assert!(recorder.requests().is_empty());
}

/// Follows the examples of RFC 3986, section 5.4, that a server can have.
#[test]
fn relative_servers_are_places_on_the_host_of_the_client() {
    let base = || builder().base_url("http://a/b/c/d;p");
    for (reference, expected) in [
        ("/g", "http://a/g/x"),
        ("/", "http://a/x"),
        ("/g/v2", "http://a/g/v2/x"),
        ("g", "http://a/b/c/g/x"),
        ("./g", "http://a/b/c/g/x"),
        ("../g", "http://a/b/g/x"),
        ("../../g", "http://a/g/x"),
        ("../../../g", "http://a/g/x"),
    ] {
        assert_eq!(target(base(), Some(reference)), expected, "{reference}");
    }
    assert_eq!(
        target(builder(), Some("/v3")),
        "https://eu.example.com:443/v3/x"
    );
}

#[test]
fn a_value_cannot_lead_to_another_host() {
    for value in [
        "evil.example/",
        "evil.example?",
        "evil.example#",
        "evil.example\\",
        "a@b",
    ] {
        let evil = builder().server_variable("agent", value);
        assert_eq!(
            refused(evil),
            "the server variable `agent` has a character that ends a host name",
            "{value}"
        );
    }
    let agent = builder().server_variable("agent", "a.b");
    assert_eq!(
        target(agent, Some(SERVERS[2].url)),
        "https://a.b.example.com/x"
    );
}

#[test]
fn a_value_that_is_all_of_the_rest_may_have_a_path() {
    static OPEN: &[ServerTemplate] = &[ServerTemplate {
        url: "https://{host}/{base}",
        variables: &[("host", None, &[]), ("base", None, &[])],
    }];
    let open = ClientBuilder::<Client>::new(&API).servers(OPEN);
    let open = open.server_variable("host", "example.com/a");
    let open = open.server_variable("base", "b/c");
    assert_eq!(
        target(open, Some(OPEN[0].url)),
        "https://example.com/a/b/c/x"
    );
}
