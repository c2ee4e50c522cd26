//! The five operations over real sockets: the requests on the wire, byte for byte, and the decoded responses.

#![cfg(feature = "reqwest")]

mod support;

use generated_client::{
    apify::types::{EnvVar, EnvVarRequest},
    runtime::{Error, Field},
};
use support::{Answer, KeptResponse, Server};

const VARIABLE: &str = r#"{"data":{"name":"TEST_UPDATE_ENV_VAR","value":"123","isSecret":false}}"#;

/// Checks the parts that all requests share.
#[track_caller]
fn check(request: &KeptResponse, method: &str, target: &str, body: &str) {
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        (method, target)
    );
    assert_eq!(request.text(), body);
    assert_eq!(request.header("authorization"), Some("Bearer T"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(
        request.header("content-type"),
        (!body.is_empty()).then_some("application/json")
    );
    let agent = concat!("generated-client/", env!("CARGO_PKG_VERSION"));
    assert_eq!(request.header("user-agent"), Some(agent));
    assert!(request.header("cookie").is_none() && request.header("referer").is_none());
}

#[tokio::test]
async fn list() {
    let body = r#"{"data":{"total":2,"items":[{"name":"A","value":"1","isSecret":false},{"name":"B","isSecret":true}]}}"#;
    let server = Server::start([Answer::json(200, body)]).await;
    let list = server
        .client()
        .act_version_env_vars_get("some-id", "0.1")
        .await
        .unwrap();

    check(
        &server.request(),
        "GET",
        "/v2/acts/some-id/versions/0.1/env-vars",
        "",
    );
    assert_eq!(list.status(), 200);
    assert_eq!((list.data.total, list.data.items.len()), (2, 2));
    assert_eq!(list.data.items[0].value.as_deref(), Some("1"));
    // The server omits the value of a secret variable.
    assert_eq!(
        list.data.items[1],
        EnvVar {
            name: "B".to_owned(),
            value: None,
            is_secret: Field::Value(true),
        }
    );
}

#[tokio::test]
async fn create() {
    let server = Server::start([Answer::json(201, VARIABLE)]).await;
    let body = EnvVarRequest::new("TEST_ENV_VAR", "123");
    let created = server
        .client()
        .act_version_env_vars_post("some-id", "0.1", &body)
        .await
        .unwrap();

    let target = "/v2/acts/some-id/versions/0.1/env-vars";
    check(
        &server.request(),
        "POST",
        target,
        r#"{"name":"TEST_ENV_VAR","value":"123"}"#,
    );
    assert_eq!(
        (created.status().as_u16(), created.data.name.as_str()),
        (201, "TEST_UPDATE_ENV_VAR")
    );
}

#[tokio::test]
async fn get() {
    let server = Server::start([Answer::json(200, VARIABLE)]).await;
    let found = server
        .client()
        .act_version_env_var_get("some-id", "0.0", "TEST_ENV_VAR")
        .await
        .unwrap();

    check(
        &server.request(),
        "GET",
        "/v2/acts/some-id/versions/0.0/env-vars/TEST_ENV_VAR",
        "",
    );
    assert_eq!(found.data.value.as_deref(), Some("123"));
    assert_eq!(found.headers()["content-type"], "application/json");
    assert_eq!(found.into_inner().data.is_secret, Field::Value(false));
}

#[tokio::test]
async fn update() {
    let server = Server::start([Answer::json(200, VARIABLE)]).await;
    let body = EnvVarRequest::new("TEST_UPDATE_ENV_VAR", "123");
    let updated = server
        .client()
        .act_version_env_var_put("some-user~some-id", "0.0", "TEST_UPDATE_ENV_VAR", &body)
        .await
        .unwrap();

    check(
        &server.request(),
        "PUT",
        "/v2/acts/some-user~some-id/versions/0.0/env-vars/TEST_UPDATE_ENV_VAR",
        r#"{"name":"TEST_UPDATE_ENV_VAR","value":"123"}"#,
    );
    assert_eq!(updated.data.name, "TEST_UPDATE_ENV_VAR");
}

#[tokio::test]
async fn delete() {
    let server = Server::start([Answer::new(204, "", "")]).await;
    let deleted = server
        .client()
        .act_version_env_var_delete("some-id", "0.0", "TEST_ENV_VAR")
        .send()
        .await
        .unwrap();

    check(
        &server.request(),
        "DELETE",
        "/v2/acts/some-id/versions/0.0/env-vars/TEST_ENV_VAR",
        "",
    );
    assert_eq!((deleted.status().as_u16(), deleted.into_inner()), (204, ()));
}

#[tokio::test]
async fn absent_null_and_value_are_three_things() {
    let server = Server::start(vec![Answer::json(200, VARIABLE); 4]).await;
    let client = server.client();
    for is_secret in [
        Field::Absent,
        Field::Null,
        Field::Value(false),
        Field::Value(true),
    ] {
        let body = EnvVarRequest {
            is_secret,
            ..EnvVarRequest::new("N", "v")
        };
        client
            .act_version_env_var_put("a", "0.1", "N", &body)
            .await
            .unwrap();
    }
    let requests = server.requests();
    let sent: Vec<_> = requests.iter().map(KeptResponse::text).collect();
    assert_eq!(
        sent,
        [
            r#"{"name":"N","value":"v"}"#,
            r#"{"name":"N","value":"v","isSecret":null}"#,
            r#"{"name":"N","value":"v","isSecret":false}"#,
            r#"{"name":"N","value":"v","isSecret":true}"#,
        ]
    );
}

#[tokio::test]
async fn a_secret_variable_comes_without_its_value() {
    let answers = [
        Answer::json(200, r#"{"data":{"name":"N","isSecret":true}}"#),
        Answer::json(200, r#"{"data":{"name":"N","value":null,"isSecret":null}}"#),
    ];
    let server = Server::start(answers).await;
    let client = server.client();
    let mut found = Vec::new();
    for _ in 0..2 {
        found.push(
            client
                .act_version_env_var_get("a", "0.1", "N")
                .await
                .unwrap()
                .into_inner()
                .data,
        );
    }
    assert_eq!(
        (&found[0].value, &found[0].is_secret),
        (&None, &Field::Value(true))
    );
    assert_eq!(
        (&found[1].value, &found[1].is_secret),
        (&None, &Field::Null)
    );
}

#[tokio::test]
async fn properties_that_are_not_documented_are_ignored() {
    let body = r#"{"data":{"name":"N","value":"v","createdBy":{"id":[1,2]}},"meta":null}"#;
    let server = Server::start([Answer::json(200, body)]).await;
    let found = server
        .client()
        .act_version_env_var_get("a", "0.1", "N")
        .await
        .unwrap();
    assert_eq!(
        found.data,
        EnvVar {
            name: "N".to_owned(),
            value: Some("v".to_owned()),
            is_secret: Field::Absent,
        }
    );
}

#[tokio::test]
async fn path_values_are_encoded() {
    let server = Server::start([Answer::new(204, "", "")]).await;
    let client = server.client();
    client
        .act_version_env_var_delete("a/../b", "1 2%", "é?#&+=:@~")
        .await
        .unwrap();
    assert_eq!(
        server.request().target,
        "/v2/acts/a%2F..%2Fb/versions/1%202%25/env-vars/%C3%A9%3F%23%26%2B%3D%3A%40~"
    );
}

#[tokio::test]
async fn path_values_that_lead_elsewhere_are_refused() {
    let server = Server::start([]).await;
    let client = server.client();
    for (value, problem) in [
        ("", "is empty"),
        (".", "must not be `.` or `..`"),
        ("..", "must not be `.` or `..`"),
    ] {
        for (request, name) in [
            (
                client.act_version_env_var_delete(value, "0.1", "N"),
                "actorId",
            ),
            (
                client.act_version_env_var_delete("a", value, "N"),
                "versionNumber",
            ),
            (
                client.act_version_env_var_delete("a", "0.1", value),
                "envVarName",
            ),
        ] {
            let error = request.await.unwrap_err();
            assert!(matches!(error, Error::Request(_)));
            assert_eq!(
                error.to_string(),
                format!(
                    "DELETE /v2/acts/{{actorId}}/versions/{{versionNumber}}/env-vars/{{envVarName}}: \
                     path parameter `{name}` {problem}"
                )
            );
        }
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn options_reach_the_wire() {
    let server = Server::start([Answer::json(200, VARIABLE)]).await;
    let client = support::client("http://127.0.0.1:9/unused");
    let base_url = format!("{}/prefix/", server.url);
    client
        .act_version_env_var_get("a", "0.1", "N")
        .options(|o| {
            o.base_url(base_url)
                .header("x-trace", "1")
                .query("k", "v w")
        })
        .await
        .unwrap();
    let request = server.request();
    assert_eq!(
        request.target,
        "/prefix/v2/acts/a/versions/0.1/env-vars/N?k=v%20w"
    );
    assert_eq!(request.header("x-trace"), Some("1"));
}
