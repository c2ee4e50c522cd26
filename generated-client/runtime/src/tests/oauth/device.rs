//! The sign-in on a device without a browser.

use std::time::Duration;

use super::{OAUTH, Provider, Script, call, client_with};
use crate::runtime::{
    oauth::{OAuthError, OAuthErrorKind as Kind},
    testing::ManualClock,
};

/// Signs in while the provider says `codes` before its own answer, and returns the waits.
async fn waits(codes: &[&str]) -> (Result<(), OAuthError>, Vec<u64>) {
    let refusal = |code: &&str| ("400 Bad Request", format!(r#"{{"error":"{code}"}}"#));
    let provider = Provider::new(Script {
        says: codes.iter().map(refusal).collect(),
        ..Script::default()
    });
    let clock = ManualClock::new();
    let login = OAUTH.login("public").for_user();
    let core = client_with(&provider, &login, clock.clone());
    let device = login.device().await.unwrap();
    assert_eq!(device.user_code(), "USER-CODE");
    assert_eq!(device.verification_url(), "https://login.example/device");
    assert_eq!(device.verification_url_complete(), None);
    assert_eq!(device.expires_in(), Duration::from_secs(120));
    let asked = r#"/device {"client_id": "public", "scope": "read write"}"#;
    assert_eq!(provider.paths(), [asked]);
    let done = login.wait_for(device).await;
    if done.is_ok() {
        call(&core).await.unwrap();
    }
    let waits = clock.sleeps().iter().map(Duration::as_secs).collect();
    (done, waits)
}

#[tokio::test]
async fn the_provider_is_asked_at_its_pace() {
    let (done, waits) = waits(&[
        "authorization_pending",
        "slow_down",
        "authorization_pending",
        "slow_down",
    ])
    .await;
    done.unwrap();
    assert_eq!(waits, [7, 7, 12, 12, 17]);
}

#[tokio::test]
async fn it_ends() {
    let (refused, _) = waits(&["authorization_pending", "access_denied"]).await;
    assert_eq!(refused.unwrap_err().kind(), Kind::AccessDenied);
    let (late, _) = waits(&["expired_token"]).await;
    assert_eq!(late.unwrap_err().kind(), Kind::ExpiredToken);

    let (late, waits) = waits(&["authorization_pending"; 30]).await;
    let error = late.unwrap_err();
    assert_eq!((error.kind(), waits.len()), (Kind::ExpiredToken, 17));
    let expected = "the user did not enter the code within 120s";
    assert_eq!(error.to_string(), expected);
}
