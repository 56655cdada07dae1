use super::*;

#[test]
fn profiles_are_found_by_name_and_each_asks_for_something() {
    for profile in ALL {
        assert_eq!(find(profile.name).unwrap().source, profile.source);
        assert!(!profile.fields.is_empty() && !profile.accepts.is_empty());
    }
    assert!(find("ntia").is_none());
}

#[test]
fn labels_fit_their_column() {
    for profile in ALL {
        for field in profile.fields {
            assert!(field.label().len() <= 22, "{}", field.label());
        }
    }
}
