//! Strings in a format.

use crate::runtime::Formatted;

#[test]
fn what_came_is_kept_to_the_letter_and_read_when_asked() {
    for text in ["2024-02-29T12:00:00.000Z", "2024-02-29T12:00:00-08:00"] {
        let read: Formatted<jiff::Timestamp> =
            serde_json::from_str(&format!("{text:?}")).expect("a string");
        assert_eq!(read.as_str(), text);
        assert_eq!(
            serde_json::to_string(&read).expect("a string"),
            format!("{text:?}")
        );
        assert_eq!(
            read.value().expect("a point in time"),
            text.parse().expect("the same")
        );
    }
}

#[test]
fn what_is_not_in_the_format_is_an_error_only_when_it_is_read() {
    for text in ["", "2018-01-01T00:01:01", "yesterday"] {
        let read: Formatted<jiff::Timestamp> =
            serde_json::from_str(&format!("{text:?}")).expect("a string");
        assert!(read.value().is_err(), "{text:?}");
    }
    assert!(serde_json::from_str::<Formatted<jiff::Timestamp>>("5").is_err());
}

#[test]
fn a_value_is_written_as_it_shows_itself() {
    let day: Formatted<jiff::civil::Date> = jiff::civil::date(2024, 2, 29).into();
    assert_eq!(day.to_string(), "2024-02-29");
    let id: Formatted<uuid::Uuid> = uuid::Uuid::nil().into();
    assert_eq!(id.as_str(), "00000000-0000-0000-0000-000000000000");
    assert_eq!(
        format!("{id:?}"),
        "\"00000000-0000-0000-0000-000000000000\""
    );
}

#[test]
fn texts_are_in_their_own_order_and_the_default_is_in_the_format() {
    let text = Formatted::<jiff::Timestamp>::new;
    let (later, earlier) = (
        text("2024-01-01T00:00:00-08:00"),
        text("2024-01-01T07:00:00Z"),
    );
    assert!(later < earlier);
    let zero = Formatted::<jiff::Timestamp>::default();
    assert_eq!(
        zero.value().expect("a timestamp"),
        jiff::Timestamp::UNIX_EPOCH
    );
    let day = Formatted::<jiff::civil::Date>::default();
    assert!(day.value().is_ok(), "{day}");
}
