//! Code that uses a client is tested with a mock of its operations.

#![cfg(feature = "testing")]

use generated_client::{
    apify::{
        Client,
        types::{EnvVar, EnvVarRequest, EnvVarResponse, ErrorDetail, ErrorResponse},
    },
    runtime::{Error, Field, Retry, TransportErrorKind, testing::Mock},
};
use http::StatusCode;

const SECRET: &str = "value-hush";

fn client(mock: &Mock) -> Client {
    let builder = Client::builder().token("token-hush").retry(Retry::never());
    builder.transport(mock.transport()).build().unwrap()
}

fn variable(name: &str) -> EnvVarResponse {
    EnvVarResponse {
        data: EnvVar {
            name: name.to_owned(),
            value: Some("v".to_owned()),
            is_secret: Field::Absent,
        },
    }
}

fn refusal() -> ErrorResponse {
    ErrorResponse {
        error: ErrorDetail {
            r#type: "invalid".to_owned(),
            message: "It is wrong.".to_owned(),
        },
    }
}

/// Returns the message with which the mock panics when it is dropped.
fn complaint(mock: Mock) -> String {
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(mock)));
    let payload = panic.expect_err("the mock complains");
    payload.downcast_ref::<String>().unwrap().clone()
}

#[tokio::test]
async fn values_are_given_in_the_types_of_the_operation() {
    let mock = Mock::new();
    let client = client(&mock);
    let body = EnvVarRequest {
        is_secret: Field::Value(true),
        ..EnvVarRequest::new("N", SECRET)
    };
    mock.on(client.act_version_env_var_put("a~b c", "0.1", "N", &body))
        .returns(variable("N"));
    mock.on(client.act_version_env_vars_post("a", "0.1", &body))
        .returns_with(StatusCode::CREATED, variable("N"));
    mock.on(client.act_version_env_var_get("a", "0.1", "X"))
        .fails(StatusCode::BAD_REQUEST, refusal());
    mock.on(client.act_version_env_var_delete("a", "0.1", "N"))
        .returns(());

    // The calls may be in any order.
    let refused = client.act_version_env_var_get("a", "0.1", "X").await;
    match refused.unwrap_err() {
        Error::Api(error) => {
            assert_eq!(error.status(), 400);
            assert_eq!(error.into_inner(), refusal());
        }
        other => panic!("{other}"),
    }
    let deleted = client.act_version_env_var_delete("a", "0.1", "N").await;
    assert_eq!(deleted.unwrap().status(), 204);
    let created = client.act_version_env_vars_post("a", "0.1", &body).await;
    assert_eq!(created.unwrap().status(), 201);
    let updated = client.act_version_env_var_put("a~b c", "0.1", "N", &body);
    let updated = updated.await.unwrap();
    assert_eq!(
        (updated.status().as_u16(), updated.into_inner()),
        (200, variable("N"))
    );
    assert_eq!(mock.requests().len(), 4);
    mock.verify();
}

#[tokio::test]
async fn each_expectation_is_met_in_its_turn() {
    let mock = Mock::new();
    let client = client(&mock);
    // This expectation is never met and need not be.
    let list = client.act_version_env_vars_get("a", "0.1");
    mock.on(list).any_times().breaks(TransportErrorKind::Cut);
    let get = || client.act_version_env_var_get("a", "0.1", "N");
    mock.on(get()).breaks(TransportErrorKind::Connect);
    mock.on(get()).times(2).returns(variable("first"));
    mock.on(get()).any_times().answers(|request| {
        let body = format!(r#"{{"data":{{"name":"{}"}}}}"#, request.uri.path().len());
        http::Response::new(body.into())
    });
    assert!(get().await.unwrap_err().is_connect());
    for name in ["first", "first", "34", "34"] {
        assert_eq!(get().await.unwrap().into_inner().data.name, name);
    }
}

#[tokio::test]
async fn what_is_loosened_may_differ() {
    let mock = Mock::new();
    let client = client(&mock);
    let any = EnvVarRequest::new("", "");
    mock.on(client.act_version_env_var_put("a", "0.1", "N", &any))
        .any_body()
        .any_path()
        .more_query()
        .times(2)
        .returns(variable("N"));
    for (actor, value) in [("a", "1"), ("b", "2")] {
        let body = EnvVarRequest::new("N", value);
        client
            .act_version_env_var_put(actor, "0.2", "M", &body)
            .options(|o| o.query("page", actor))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_call_that_differs_fails_and_says_how() {
    let mock = Mock::new();
    let client = client(&mock);
    let body = |name: &str, value: &str| EnvVarRequest::new(name, value);
    mock.on(client.act_version_env_var_put("a", "0.1", "N", &body("N", "other-hush")))
        .returns(variable("N"));
    let expected = client.act_version_env_vars_get("a", "0.1").options(|o| {
        o.query("limit", 10)
            .query("desc", true)
            .header("x-trace", "hush")
    });
    mock.on(expected)
        .any_times()
        .answers(|_| http::Response::default());

    let wrong = EnvVarRequest {
        is_secret: Field::Null,
        ..body("N", SECRET)
    };
    let error = client
        .act_version_env_var_put("a", "0.2", "N", &wrong)
        .await
        .unwrap_err();
    let first = "PUT /v2/acts/a/versions/0.2/env-vars/N is not expected. The nearest is PUT \
        /v2/acts/{actorId}/versions/{versionNumber}/env-vars/{envVarName}: path parameter \
        `{versionNumber}` differs, `body.isSecret` is not expected, `body.value` differs";
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(source, first);

    let wrong = client
        .act_version_env_vars_get("a", "0.1")
        .options(|o| o.query("limit", 11).query("offset", 1));
    wrong.await.unwrap_err();
    let second = "GET /v2/acts/a/versions/0.1/env-vars is not expected. The nearest is GET \
        /v2/acts/{actorId}/versions/{versionNumber}/env-vars: query parameter `desc` is missing, \
        query parameter `limit` differs, query parameter `offset` is not expected, header `x-trace` \
        is missing";
    client
        .act_version_env_var_delete("a", "0.1", "N")
        .await
        .unwrap_err();
    let third = "DELETE /v2/acts/a/versions/0.1/env-vars/N is not expected, nor any other call of \
        its operation";
    let never = "PUT /v2/acts/{actorId}/versions/{versionNumber}/env-vars/{envVarName} was expected \
        1 times, and came 0 times";
    let printed = format!("{mock:?}{error:?}");
    let all = complaint(mock);
    assert_eq!(all, [first, second, third, never].join("\n"));
    assert!(
        !printed.contains("hush") && !all.contains("hush"),
        "{printed}"
    );
}

#[tokio::test]
async fn once_more_is_once_too_often() {
    let mock = Mock::new();
    let client = client(&mock);
    mock.on(client.act_version_env_var_delete("a", "0.1", "N"))
        .returns(());
    client
        .act_version_env_var_delete("a", "0.1", "N")
        .await
        .unwrap();
    client
        .act_version_env_var_delete("a", "0.1", "N")
        .await
        .unwrap_err();
    assert!(complaint(mock).ends_with("{envVarName}: it came 1 times already"));
}

#[test]
fn what_cannot_be_is_refused_at_once() {
    let mock = Mock::new();
    let client = client(&mock);
    let ends = |test: &dyn Fn()| {
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(test));
        let payload = panic.expect_err("it is refused");
        payload.downcast_ref::<String>().unwrap().clone()
    };
    let get = || mock.on(client.act_version_env_var_get("a", "0.1", "N"));
    assert!(
        ends(&|| get().fails(StatusCode::NOT_FOUND, refusal()))
            .ends_with("the document has no such body under status 404 Not Found")
    );
    ends(&|| get().fails(StatusCode::OK, refusal()));
    ends(&|| get().returns_with(StatusCode::BAD_REQUEST, variable("N")));
    let empty = ends(&|| drop(mock.on(client.act_version_env_var_get("", "0.1", "N"))));
    assert!(
        empty.contains("path parameter `actorId` is empty"),
        "{empty}"
    );
}
