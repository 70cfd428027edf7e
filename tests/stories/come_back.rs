//! Somebody who has chosen comes back.

use product_tests::{ACCEPT, REJECT, Setup, World, limits::is_localhost_secure};

const FORTNIGHT_SECONDS: f64 = 14.0 * 86_400.0;

// ACCEPTANCE 13 (partly: the same hour), ACCEPTANCE 27
#[tokio::test]
async fn who_comes_back_is_not_asked_again_and_the_cookie_is_small_lax_and_limited() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(REJECT).await;
    let cookie = visitor.consent_cookie().await.unwrap();
    assert!(cookie.starts_with("1n.1."), "{cookie}");
    visitor.reload().await;
    visitor.open("/en/product/kasa").await;
    visitor.quiet().await;
    assert!(!visitor.is_asked().await);
    assert_eq!(
        visitor.consent_cookie().await.as_ref(),
        Some(&cookie),
        "unchanged by page views"
    );

    let cookies = visitor.cookies().await;
    let mut cookies = cookies.into_iter();
    let cookie = cookies.find(|cookie| cookie.name == "samtycke").unwrap();
    assert!(cookie.name.len() + cookie.value.len() <= 1024);
    assert_eq!(cookie.same_site, "Lax");
    assert_eq!(cookie.secure, is_localhost_secure(visitor.engine()));
    assert_eq!(cookie.path, "/");
    let now = visitor.js("Date.now() / 1000").await.as_f64().unwrap();
    let lives = cookie.expires.unwrap() as f64 - now;
    // The half year that the shop asks for. No site may ask for more than twelve months (a rule of the site file), so that
    // thirteen are never reached.
    let half_a_year = 180.0 * 86_400.0;
    assert!(
        lives > half_a_year - 3_600.0 && lives <= half_a_year + 5.0,
        "{lives} s"
    );
}

#[tokio::test]
async fn an_acceptance_older_than_its_validity_is_asked_again_and_holds_everything_back() {
    let Some(world) = World::with(Setup {
        site: |site| {
            site.insert("validity".into(), "P1M".into());
        },
        ..Setup::default()
    })
    .await
    else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/policy").await;
    visitor.answer(ACCEPT).await;
    let cookie = visitor.consent_cookie().await.unwrap();
    for (age, is_asked) in [(FORTNIGHT_SECONDS, false), (3.0 * FORTNIGHT_SECONDS, true)] {
        let old = aged(&cookie, age as u64);
        visitor.has_cookie("samtycke", &old).await;
        world.shop.hits().clear();
        visitor.open("/policy").await;
        visitor.quiet().await;
        assert_eq!(visitor.is_asked().await, is_asked, "after {age} s");
        assert_eq!(
            world.hits().total == 0,
            is_asked,
            "after {age} s: {:?}",
            world.hits()
        );
    }
}

/// The cookie as if it had been written `seconds` earlier (contracts section 3: time in base 36).
fn aged(cookie: &str, seconds: u64) -> String {
    let mut parts: Vec<_> = cookie.split('.').map(str::to_owned).collect();
    let mut time = u64::from_str_radix(&parts[2], 36).unwrap() - seconds;
    let mut digits = Vec::new();
    while time > 0 {
        digits.push(char::from_digit((time % 36) as u32, 36).unwrap());
        time /= 36;
    }
    parts[2] = digits.into_iter().rev().collect();
    parts.join(".")
}
