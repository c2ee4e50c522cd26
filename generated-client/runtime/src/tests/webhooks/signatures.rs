//! The vectors of Standard Webhooks and of GitHub, and requests that are not as the server signed them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{KeyInit, Mac};

use crate::runtime::webhooks::{Headers, Signature, SignatureError, Verifier};

/// The example of the libraries of Standard Webhooks.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIMESTAMP: u64 = 1_614_265_330;
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn standard(timestamp: &str, signature: &str) -> Vec<(&'static str, String)> {
    vec![
        ("webhook-id", ID.to_owned()),
        ("webhook-timestamp", timestamp.to_owned()),
        ("webhook-signature", signature.to_owned()),
    ]
}

fn verifier() -> Verifier {
    Verifier::new(Signature::standard(), SECRET).unwrap()
}

fn check(headers: &dyn Headers, body: &[u8]) -> Result<(), SignatureError> {
    verifier().verify_at(headers, body, at(TIMESTAMP))
}

#[test]
fn the_vector_of_standard_webhooks_is_accepted() {
    let signed = standard("1614265330", SIGNED);
    assert_eq!(check(&signed, BODY), Ok(()));
    let bare = SECRET.strip_prefix("whsec_").unwrap();
    let bare = Verifier::new(Signature::standard(), bare).unwrap();
    assert_eq!(bare.verify_at(&signed, BODY, at(TIMESTAMP)), Ok(()));
}

#[test]
fn one_of_several_signatures_is_enough() {
    let other = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let several = format!("v1a,AAAA {other} nonsense {SIGNED}");
    assert_eq!(check(&standard("1614265330", &several), BODY), Ok(()));
    let wrong = standard("1614265330", &format!("v1a,AAAA {other} v2,AAAA"));
    assert_eq!(check(&wrong, BODY), Err(SignatureError::Wrong));
}

#[test]
fn what_was_altered_is_refused() {
    let signed = standard("1614265330", SIGNED);
    assert_eq!(
        check(&signed, br#"{"test": 2432232315}"#),
        Err(SignatureError::Wrong)
    );
    // A timestamp within the tolerance that is not the signed one.
    let moved = standard("1614265331", SIGNED);
    assert_eq!(check(&moved, BODY), Err(SignatureError::Wrong));
    let mut renamed = standard("1614265330", SIGNED);
    renamed[0].1 = "msg_other".to_owned();
    assert_eq!(check(&renamed, BODY), Err(SignatureError::Wrong));
    let other = Verifier::new(Signature::standard(), "whsec_AAAA").unwrap();
    assert_eq!(
        other.verify_at(&signed, BODY, at(TIMESTAMP)),
        Err(SignatureError::Wrong)
    );
}

#[test]
fn each_byte_of_a_signature_counts() {
    let (version, digits) = SIGNED.split_at(3);
    for index in 0..digits.len() - 1 {
        let mut changed = digits.to_owned().into_bytes();
        changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
        let changed = format!("{version}{}", String::from_utf8(changed).unwrap());
        // The last digit holds two bits that are not part of the signature.
        if index < digits.len() - 2 {
            assert_eq!(
                check(&standard("1614265330", &changed), BODY),
                Err(SignatureError::Wrong)
            );
        }
    }
    let short = &SIGNED[..SIGNED.len() - 4];
    assert_eq!(
        check(&standard("1614265330", short), BODY),
        Err(SignatureError::Wrong)
    );
    assert_eq!(
        check(&standard("1614265330", "v1,"), BODY),
        Err(SignatureError::Wrong)
    );
}

#[test]
fn an_old_request_is_refused() {
    let signed = standard("1614265330", SIGNED);
    let after = |seconds| verifier().verify_at(&signed, BODY, at(TIMESTAMP + seconds));
    let before = |seconds| verifier().verify_at(&signed, BODY, at(TIMESTAMP - seconds));
    assert_eq!((after(300), after(301)), (Ok(()), Err(SignatureError::Old)));
    assert_eq!(
        (before(300), before(301)),
        (Ok(()), Err(SignatureError::Future))
    );
    let strict = verifier().tolerance(Duration::from_secs(1));
    let late = strict.verify_at(&signed, BODY, at(TIMESTAMP + 2));
    assert_eq!(late, Err(SignatureError::Old));
    // The example is from 2021.
    #[cfg(not(target_arch = "wasm32"))]
    assert_eq!(verifier().verify(&signed, BODY), Err(SignatureError::Old));
}

#[test]
fn a_header_that_is_missing_or_broken_is_named() {
    for index in 0..3 {
        let mut headers = standard("1614265330", SIGNED);
        let (name, _) = headers.remove(index);
        assert_eq!(
            check(&headers, BODY),
            Err(SignatureError::Missing(name.to_owned()))
        );
    }
    for timestamp in [
        "",
        "-1",
        "+1614265330",
        "1614265330.5",
        "99999999999999999999999",
    ] {
        let told = check(&standard(timestamp, SIGNED), BODY).unwrap_err();
        assert_eq!(
            told,
            SignatureError::Malformed("webhook-timestamp".to_owned()),
            "{timestamp}"
        );
    }
}

#[test]
fn other_prefixes_of_headers_are_known() {
    let svix = Verifier::new(Signature::standard_in("svix"), SECRET).unwrap();
    let names = ["svix-id", "Svix-Timestamp", "svix-signature"];
    let values = [ID, "1614265330", SIGNED];
    let headers: Vec<_> = names.into_iter().zip(values).collect();
    assert_eq!(svix.verify_at(&headers, BODY, at(TIMESTAMP)), Ok(()));
}

const GITHUB: Signature = Signature::header("x-hub-signature-256").prefix("sha256=");
const GITHUB_SECRET: &str = "It's a Secret to Everybody";
const GITHUB_SIGNED: &str =
    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

#[test]
fn the_vector_of_github_is_accepted() {
    let verifier = Verifier::new(GITHUB, GITHUB_SECRET).unwrap();
    let checked = |signature: &str, body: &str| {
        let headers = [("X-Hub-Signature-256", signature)];
        verifier.verify_at(&headers, body.as_bytes(), at(0))
    };
    assert_eq!(checked(GITHUB_SIGNED, "Hello, World!"), Ok(()));
    assert_eq!(
        checked(GITHUB_SIGNED, "Hello, World"),
        Err(SignatureError::Wrong)
    );
    assert_eq!(
        checked("sha256=", "Hello, World!"),
        Err(SignatureError::Wrong)
    );
    let bare = GITHUB_SIGNED.strip_prefix("sha256=").unwrap();
    for broken in [bare, "sha1=00", "sha256=7", "sha256=+1", "sha256=é1"] {
        let malformed = Err(SignatureError::Malformed("x-hub-signature-256".to_owned()));
        assert_eq!(checked(broken, "Hello, World!"), malformed, "{broken}");
    }
}

#[test]
fn base64_in_a_header_is_accepted() {
    let scheme = Signature::header("x-signature").base64();
    let verifier = Verifier::new(scheme, GITHUB_SECRET).unwrap();
    let headers = [(
        "x-signature",
        "dXEH6g6yUJ/CESIczphLijdXC211hsIsRvQ3nIsEPhc=",
    )];
    assert_eq!(
        verifier.verify_at(&headers, b"Hello, World!", at(0)),
        Ok(())
    );
}

#[test]
fn a_timestamp_in_the_same_header_is_signed_as_well() {
    let scheme = Signature::header("stripe-signature")
        .prefix("v1=")
        .timestamp("t=");
    let verifier = Verifier::new(scheme, "whsec_test_secret").unwrap();
    let signed = "799c4ba7bb339f3c8601adfd112f0e477c930a268be1243d341abb8286501c2f";
    let checked = |header: String, now: u64| {
        let headers = [("Stripe-Signature", header)];
        verifier.verify_at(&headers, br#"{"id":"evt_1"}"#, at(now))
    };
    let now = 1_492_774_577;
    assert_eq!(checked(format!("t={now},v1={signed},v0=00"), now), Ok(()));
    assert_eq!(
        checked(format!("t={now}, v1=00, v1={signed}"), now + 60),
        Ok(())
    );
    assert_eq!(
        checked(format!("t={now},v1={signed}"), now + 301),
        Err(SignatureError::Old)
    );
    assert_eq!(
        checked(format!("t={},v1={signed}", now + 1), now),
        Err(SignatureError::Wrong)
    );
    assert_eq!(
        checked(format!("t={now},v0={signed}"), now),
        Err(SignatureError::Wrong)
    );
    let malformed = SignatureError::Malformed("stripe-signature".to_owned());
    assert_eq!(checked(format!("v1={signed}"), now), Err(malformed));
}

const SLACK: Signature = Signature::header("x-slack-signature")
    .prefix("v0=")
    .timestamp_header("x-slack-request-timestamp")
    .content("v0:{timestamp}:{body}");

/// Checks the example in the documentation of Slack.
#[test]
fn the_vector_of_slack_is_accepted() {
    const BODY: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&\
        channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&\
        command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F\
        T1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&\
        trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const SIGNED: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    const STAMP: &str = "1531420618";
    let verifier = Verifier::new(SLACK, "8f742231b10e8888abcd99yyyzzz85a5").unwrap();
    let checked = |stamp: &str, signature: &str, body: &str, now: u64| {
        let headers = [
            ("X-Slack-Request-Timestamp", stamp),
            ("X-Slack-Signature", signature),
        ];
        verifier.verify_at(&headers, body.as_bytes(), at(now))
    };
    let now = 1_531_420_618;
    assert_eq!(checked(STAMP, SIGNED, BODY, now), Ok(()));
    assert_eq!(checked(STAMP, SIGNED, BODY, now + 300), Ok(()));
    let old = checked(STAMP, SIGNED, BODY, now + 301);
    assert_eq!(old, Err(SignatureError::Old));
    let wrong = Err(SignatureError::Wrong);
    // Somebody sends an old request again, with a new timestamp.
    assert_eq!(checked("1531420918", SIGNED, BODY, now + 300), wrong);
    assert_eq!(checked(STAMP, SIGNED, &BODY[1..], now), wrong);
    let malformed = |name: &str| Err(SignatureError::Malformed(name.to_owned()));
    let bare = checked(STAMP, &SIGNED[3..], BODY, now);
    assert_eq!(bare, malformed("x-slack-signature"));
    let late = checked("now", SIGNED, BODY, now);
    assert_eq!(late, malformed("x-slack-request-timestamp"));
    let without = [("X-Slack-Signature", SIGNED)];
    assert_eq!(
        verifier.verify_at(&without, BODY.as_bytes(), at(now)),
        Err(SignatureError::Missing(
            "x-slack-request-timestamp".to_owned()
        ))
    );
}

/// Compares signatures of other content with those that the crate `hmac` makes.
#[test]
fn the_content_is_what_the_template_says() {
    let signed = |content: &str| {
        let key = hmac::Hmac::<sha2::Sha256>::new_from_slice(b"secret").unwrap();
        let made = key.chain_update(content).finalize().into_bytes();
        made.iter()
            .map(|it| format!("{it:02x}"))
            .collect::<String>()
    };
    let with = |template| {
        let scheme = Signature::header("x-signature").content(template);
        Verifier::new(scheme.timestamp_header("x-time"), "secret")
    };
    // A body that looks like a part of the template is signed as it is.
    let body = "a{timestamp}{body}";
    for (template, content) in [
        ("{timestamp}{body}", format!("77{body}")),
        ("{body}.{timestamp}", format!("{body}.77")),
        ("<{body}|{timestamp}>", format!("<{body}|77>")),
    ] {
        let headers = [
            ("x-signature", signed(&content)),
            ("x-time", "77".to_owned()),
        ];
        let verifier = with(template).unwrap();
        assert_eq!(
            verifier.verify_at(&headers, body.as_bytes(), at(77)),
            Ok(())
        );
        let headers = [("x-signature", signed(body)), ("x-time", "77".to_owned())];
        let told = verifier.verify_at(&headers, body.as_bytes(), at(77));
        assert_eq!(told, Err(SignatureError::Wrong), "{template}");
    }
    let usual = Signature::header("x-signature").timestamp_header("x-time");
    let headers = [
        ("x-signature", signed(&format!("77.{body}"))),
        ("x-time", "77".to_owned()),
    ];
    let verifier = Verifier::new(usual, "secret").unwrap();
    assert_eq!(
        verifier.verify_at(&headers, body.as_bytes(), at(77)),
        Ok(())
    );
}

#[test]
fn content_that_leaves_something_unsigned_is_refused() {
    let header = Signature::header("x-signature");
    let stamped = header.timestamp_header("x-time");
    let no_body = "lacks `{body}`: anybody could replace what is not signed, so put it where the server signs it";
    let two_bodies = "has `{body}` more than once: leave one";
    let no_stamp = "lacks `{timestamp}`: anybody could replace what is not signed, so put it where the server signs it";
    let two_stamps = "has `{timestamp}` more than once: leave one";
    let no_place = "has `{timestamp}`, which no part of the request supplies: set its place with `timestamp` or \
        `timestamp_header`";
    for (scheme, why) in [
        (header.content(""), no_body),
        (stamped.content("{timestamp}"), no_body),
        (header.content("{body}{body}"), two_bodies),
        (stamped.content("{timestamp}{body}{body}"), two_bodies),
        (stamped.content("{body}"), no_stamp),
        (header.timestamp("t=").content("{body}"), no_stamp),
        (stamped.content("{timestamp}{body}{timestamp}"), two_stamps),
        (header.content("{timestamp}{body}"), no_place),
        (header.content("{timestamp}{body}{timestamp}"), no_place),
    ] {
        let told = Verifier::new(scheme, "secret").unwrap_err().to_string();
        let expected = format!("the content of the webhook's signature {why}");
        assert_eq!(told, expected, "{scheme:?}");
    }
}

#[test]
fn an_old_and_a_new_secret_count() {
    let both = Verifier::new(GITHUB, "new").unwrap();
    let both = both.and_secret(GITHUB_SECRET).unwrap();
    let headers = [("x-hub-signature-256", GITHUB_SIGNED)];
    assert_eq!(both.verify_at(&headers, b"Hello, World!", at(0)), Ok(()));
}

#[test]
fn a_secret_is_never_printed() {
    let printed = format!(
        "{:?} {:#?}",
        verifier(),
        Verifier::new(GITHUB, GITHUB_SECRET)
    );
    assert!(
        !printed.contains("MfKQ") && !printed.contains("Everybody"),
        "{printed}"
    );
    assert!(printed.contains("secrets: 1"), "{printed}");
    let refused = Verifier::new(Signature::standard(), "whsec_s3cret!").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the secret of the webhook is not Base64"
    );
    assert!(!format!("{refused:?}").contains("s3cret"));
    for empty in ["", "whsec_"] {
        let told = Verifier::new(Signature::standard(), empty).unwrap_err();
        assert_eq!(told.to_string(), "the secret of the webhook is empty");
    }
}
