use serde_json::{Value, json};

use crate::runtime::{Field, IntoField, accessors, json_object, json_union, setters, string_enum};

#[derive(Clone, Debug)]
#[non_exhaustive]
enum Kind {
    Cat,
    Dog,
    Unknown(String),
}

string_enum!(Kind {
    Cat: "cat",
    Dog: "dog",
});

#[derive(Clone, PartialEq)]
struct Cat {
    kind: Kind,
    name: String,
    lives: Option<i64>,
    owner: Field<String>,
    note: Option<String>,
    kitten: Option<Box<Cat>>,
    friend: Field<Box<Pet>>,
}

json_object!(Cat {
    kind: "kind",
    name: "name",
    lives: "lives" optional,
    owner: "owner" tri,
    note: "note" optional,
    kitten: "kitten" optional,
    friend: "friend" tri,
});

setters!(Cat {
    lives: i64 = Some(lives),
    owner: impl Into<Field<String>> = owner.into(),
    note: impl Into<String> = Some(note.into()),
    kitten: Cat = Some(Box::new(kitten)),
    friend<_Via>: impl IntoField<Pet, _Via> = friend.into_field().map(Box::new),
});

#[derive(Clone, PartialEq)]
struct Dog {
    kind: Option<String>,
}

json_object!(Dog { kind: "kind" optional });

#[non_exhaustive]
enum Pet {
    Cat(Cat),
    Dog(Box<Dog>),
    Name(String),
    Other(Dog),
    Unknown(Value),
}

json_union!(Pet by "kind" or value {
    "cat" | "kitty" => Cat.kind,
    "dog" | "puppy" => Dog.kind optional,
    string => Name,
    object => Other,
});
accessors!(Pet {
    Cat(Cat): as_cat into_cat from,
    Dog(Dog): as_dog into_dog boxed,
    Name(String): as_name into_name from text,
    Other(Dog): as_other into_other,
});

/// The same variants, all of which are objects.
#[non_exhaustive]
enum Animal {
    Cat(Box<Cat>),
    Dog(Dog),
    Unknown(Value),
}

json_union!(Animal by "kind" {
    "cat" | "kitty" => Cat.kind,
    "dog" | "puppy" => Dog.kind optional,
});
accessors!(Animal {
    Cat(Cat): as_cat into_cat boxed from,
    Dog(Dog): as_dog into_dog from,
});

fn cat(kind: &str) -> Cat {
    Cat {
        kind: kind.into(),
        name: "Tom".to_owned(),
        lives: None,
        owner: Field::Absent,
        note: None,
        kitten: None,
        friend: Field::Absent,
    }
}

fn dog(kind: Option<&str>) -> Dog {
    Dog {
        kind: kind.map(str::to_owned),
    }
}

#[test]
fn a_variant_never_has_the_tag_of_another() {
    let written = |animal: Animal| serde_json::to_value(&animal).unwrap()["kind"].clone();
    for (said, expected) in [
        ("cat", "cat"),
        ("kitty", "kitty"),
        ("dog", "cat"),
        ("yak", "cat"),
    ] {
        assert_eq!(written(cat(said).into()), expected);
        let pet = serde_json::to_value(Pet::from(cat(said))).unwrap();
        assert_eq!(pet, json!({"kind": expected, "name": "Tom"}));
    }
    for (said, expected) in [
        (Some("puppy"), json!("puppy")),
        (Some("cat"), json!("dog")),
        // A value without a tag is written as it was received.
        (None, json!(null)),
    ] {
        assert_eq!(written(dog(said).into()), expected);
        let pet = serde_json::to_value(Pet::Dog(Box::new(dog(said)))).unwrap();
        assert_eq!(pet["kind"], expected);
    }
    let text = serde_json::to_string(&Animal::from(cat("dog"))).unwrap();
    assert_eq!(text, r#"{"kind":"cat","name":"Tom"}"#);
}

#[test]
fn a_variant_that_any_object_can_be_keeps_its_tag() {
    let text = r#"{"kind":"yak"}"#;
    let pet: Pet = serde_json::from_str(text).unwrap();
    assert!(pet.as_other().is_some());
    assert_eq!(serde_json::to_string(&pet).unwrap(), text);
}

#[test]
fn unions_convert_from_and_into_their_variants() {
    let pet = Pet::from("Tom");
    assert_eq!(pet.as_name().map(String::as_str), Some("Tom"));
    assert!(pet.as_cat().is_none() && pet.as_dog().is_none());
    let pet = pet.into_cat().unwrap_err();
    assert_eq!(pet.into_name().unwrap(), "Tom");
    assert!(Pet::Dog(Box::new(dog(None))).into_dog().unwrap() == dog(None));
    assert!(Pet::Other(dog(None)).into_other().unwrap() == dog(None));
    let animal: Animal = cat("cat").into();
    assert!(animal.as_cat() == Some(&cat("cat")));
    assert!(animal.into_dog().unwrap_err().into_cat().unwrap() == cat("cat"));
}

#[test]
fn setters_are_chained() {
    let made = cat("cat")
        .lives(9)
        .owner("Ann")
        .note("shy")
        .kitten(cat("kitty"));
    assert_eq!(made.lives, Some(9));
    assert_eq!(made.owner, Field::Value("Ann".to_owned()));
    assert_eq!(made.note.as_deref(), Some("shy"));
    assert!(made.kitten.as_deref() == Some(&cat("kitty")));
    assert!(cat("cat").owner(Field::Null).owner.is_null());
    assert!(cat("cat").owner(None).owner.is_absent());
}

#[test]
fn a_nullable_union_takes_its_variants() {
    let friend = |cat: Cat| cat.friend.map(|it| serde_json::to_value(it).unwrap());
    let value = |value: Value| Field::Value(value);
    let tom = json!({"kind": "cat", "name": "Tom"});
    assert_eq!(friend(cat("cat").friend("Ann")), value(json!("Ann")));
    assert_eq!(
        friend(cat("cat").friend(String::from("Ann"))),
        value(json!("Ann"))
    );
    assert_eq!(friend(cat("cat").friend(cat("cat"))), value(tom));
    let pet = || Pet::from("Bob");
    assert_eq!(friend(cat("cat").friend(pet())), value(json!("Bob")));
    assert_eq!(friend(cat("cat").friend(Some(pet()))), value(json!("Bob")));
    assert_eq!(
        friend(cat("cat").friend(Field::Value(pet()))),
        value(json!("Bob"))
    );
    let known = ["Eve"].first().copied().map(Into::into);
    assert_eq!(friend(cat("cat").friend(known)), value(json!("Eve")));
    assert!(
        cat("cat")
            .friend("Ann")
            .friend(Field::Null)
            .friend
            .is_null()
    );
    assert!(cat("cat").friend("Ann").friend(None).friend.is_absent());
}

#[test]
fn a_field_reads_like_an_option() {
    let text: Field<String> = "fine".into();
    assert_eq!(text.as_deref(), Field::Value("fine"));
    assert_eq!(text.as_ref().map(String::len), Field::Value(4));
    assert_eq!(text.as_deref().unwrap_or("none"), "fine");
    assert!(text.is_value());
    assert_eq!(Option::from(text), Some("fine".to_owned()));
    let mut number = Field::from(Some(1));
    if let Field::Value(it) = number.as_mut() {
        *it += 1;
    }
    assert_eq!(number.take(), Field::Value(2));
    assert!(number.is_absent());
    for none in [Field::Absent, Field::Null] {
        assert_eq!(none.map(|it: i64| it + 1).into_value(), None);
        assert_eq!(none.unwrap_or(3), 3);
        assert_eq!(none.unwrap_or_else(|| 4), 4);
        assert_eq!(none.unwrap_or_default(), 0);
    }
    assert_eq!(Field::<i64>::from(None), Field::Absent);
}
