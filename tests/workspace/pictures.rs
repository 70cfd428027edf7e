//! The pictures of the documentation: those that are shown are there, and all together stay small.

use std::{fs, path::Path};

use product_tests::prerequisite::workspace;

/// What the pictures may take of everybody's clone.
const ALL_BYTES: u64 = 2 * 1024 * 1024;

/// The places of `![…](place)` in a page.
fn shown(markdown: &str) -> impl Iterator<Item = &str> {
    let images = markdown.split("![").skip(1);
    images.filter_map(|image| image.split_once("](")?.1.split(')').next())
}

#[test]
fn every_picture_that_a_page_shows_is_there_and_all_together_stay_small() {
    let docs = workspace().join("docs");
    let mut pages = vec![workspace().join("README.md")];
    let entries = fs::read_dir(&docs)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    pages.extend(entries.filter(|path| path.extension().is_some_and(|end| end == "md")));
    let mut count = 0;
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for place in shown(&text).filter(|place| !place.contains("://")) {
            let file = page.parent().unwrap_or(Path::new("")).join(place);
            assert!(file.is_file(), "{} shows {place}", page.display());
            count += 1;
        }
    }
    assert!(count > 0, "no page shows any");
    let pictures = fs::read_dir(docs.join("screenshots")).unwrap();
    let bytes: u64 = pictures
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    assert!(bytes <= ALL_BYTES, "the pictures take {bytes} bytes");
}
