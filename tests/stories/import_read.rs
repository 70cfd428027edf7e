//! What the reading script makes of other products' cookies: never more than they clearly grant.

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use consent_core::site::SiteFile;
use product_tests::prerequisite::{assets_dir, not_run, program, workspace};
use serde_json::{Value, json};

const CASES: usize = 6000;
const NOW: u64 = 1_780_000_000;
const DAY: u64 = 86_400;
const VALIDITY: u64 = 180 * DAY;
const STATISTICS: u8 = 4;
const ADVERTISING: u8 = 8;

/// Numbers that look like chance and are the same in every run (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ mixed >> 31) % bound as u64) as usize
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 1
    }
}

/// Cookies as a product would have set them, and what they grant.
struct Case {
    cookies: String,
    /// The bits that are clearly granted by a choice that counts; `None` where no choice counts.
    truth: Option<u8>,
    /// A character is missing somewhere: then anything may be read, but nothing more than the truth.
    is_damaged: bool,
}

/// The table of the demo shop: statistics has one service, advertising two.
fn table() -> Value {
    let text = fs::read_to_string(workspace().join("demo-site/site/shop.toml")).unwrap();
    let import = "[import]\nlifetime = \"P4M\"\nfrom = [\"cookieconsent\", \"klaro\", \"orejime\", \"cookiebot\", \"onetrust\", \"complianz\", \"c15t\"]\n";
    let file: SiteFile = toml::from_str(&format!("{text}\n{import}")).unwrap();
    serde_json::to_value(file.check().unwrap().import_table()).unwrap()
}

fn encoded(text: &str) -> String {
    let text: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    text.replace('+', "%20")
}

/// The time of day does not matter here, only the day.
fn iso(seconds: u64) -> String {
    let days = seconds / DAY;
    // Civil from days (Howard Hinnant's algorithm), for years after 1970.
    let z = days + 719_468;
    let era = z / 146_097;
    let day_of_era = z % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T00:00:00.000Z")
}

fn case(chance: &mut Chance) -> Case {
    let (statistics, advertising) = (chance.coin(), chance.coin());
    let (counter, banner, film) = (chance.coin(), chance.coin(), chance.coin());
    let age = [1, 30, 170, 190, 4000][chance.below(5)];
    let made = NOW - age * DAY;
    let counts = age < 180;
    let bits = |statistics: bool, advertising: bool| {
        u8::from(statistics) * STATISTICS + u8::from(advertising) * ADVERTISING
    };
    let whole = bits(statistics, advertising);
    let mut is_damaged = chance.below(3) == 0;
    let (cookies, granted, has_answer) = match chance.below(9) {
        0 => {
            let mut categories = vec!["necessary"];
            categories.extend(statistics.then_some("analytics"));
            categories.extend(advertising.then_some("marketing"));
            let time = iso(made);
            let kept = json!({"categories": categories, "revision": 0, "services": {"analytics": []}, "lastConsentTimestamp": time});
            (
                format!("cc_cookie={}", encoded(&kept.to_string())),
                whole,
                counts,
            )
        }
        // Only some services of a category: what of ours is not among them was not granted.
        1 => {
            // Without its services it would be a category like any other.
            is_damaged = false;
            let some: Vec<&str> = [("annonsbo", banner), ("filmrutan", film)]
                .into_iter()
                .filter_map(|(name, is_on)| is_on.then_some(name))
                .chain(["other"])
                .collect();
            let kept = json!({"categories": ["necessary", "marketing"], "services": {"marketing": some}, "lastConsentTimestamp": iso(made)});
            let granted = bits(false, banner && film);
            (
                format!("cc_cookie={}", encoded(&kept.to_string())),
                granted,
                counts,
            )
        }
        product @ (2 | 3) => {
            let name = if product == 2 { "klaro" } else { "orejime" };
            let mut kept =
                json!({"matladan": counter, "annonsbo": banner, "filmrutan": film, "other": true});
            if chance.coin() {
                kept.as_object_mut().unwrap().remove("filmrutan");
                let granted = bits(counter, false);
                (
                    format!("{name}={}", encoded(&kept.to_string())),
                    granted,
                    true,
                )
            } else {
                (
                    format!("{name}={}", encoded(&kept.to_string())),
                    bits(counter, banner && film),
                    true,
                )
            }
        }
        4 => {
            let is_explicit = chance.below(4) > 0;
            let method = if is_explicit { "explicit" } else { "implied" };
            let text = format!(
                "{{stamp:'x',necessary:true,preferences:false,statistics:{statistics},marketing:{advertising},method:'{method}',ver:1,utc:{},region:'se'}}",
                made * 1000
            );
            (
                format!("CookieConsent={}", encoded(&text)),
                whole,
                counts && is_explicit,
            )
        }
        5 => {
            let is_answered = chance.below(4) > 0;
            let other = if is_damaged { "" } else { ",C0005:1" };
            let groups = format!(
                "C0001:1,C0002:{},C0004:{}{other}",
                u8::from(statistics),
                u8::from(advertising)
            );
            let text = format!(
                "isGpcEnabled=0&version=202310.2.0&interactionCount={}&groups={}&landingPath=NotLandingPage",
                u8::from(is_answered),
                encoded(&groups)
            );
            // Whether the banner was answered must not be told by a missing character.
            is_damaged &= is_answered;
            (
                format!("OptanonConsent={text}; OptanonAlertBoxClosed={}", iso(made)),
                whole,
                counts && is_answered,
            )
        }
        6 => {
            let groups = format!("C0001:1,C0004:1,C0005:{}", u8::from(advertising));
            is_damaged = false;
            let text = format!("interactionCount=2&groups={}", encoded(&groups));
            (
                format!("OptanonConsent={text}; OptanonAlertBoxClosed={}", iso(made)),
                bits(false, advertising),
                counts,
            )
        }
        7 => {
            let word = |is_on: bool| if is_on { "allow" } else { "deny" };
            let is_closed = chance.below(4) > 0;
            let status = if is_closed { "dismissed" } else { "show" };
            let text = format!(
                "cmplz_consenttype=optin; cmplz_functional=allow; cmplz_statistics={}; cmplz_marketing={}; cmplz_banner-status={status}",
                word(statistics),
                word(advertising)
            );
            (text, whole, is_closed)
        }
        _ => {
            let mut pairs = vec!["c.necessary:1".to_owned()];
            pairs.extend(statistics.then(|| "c.measurement:1".to_owned()));
            pairs.extend(advertising.then(|| "c.marketing:1".to_owned()));
            pairs.push(format!("i.t:{},i.sid:sub_1", made * 1000));
            (format!("c15t={}", pairs.join(",")), whole, counts)
        }
    };
    let mut cookies = cookies;
    if is_damaged {
        let start = cookies.find('=').unwrap() + 1;
        cookies.remove(start + chance.below(cookies.len() - start));
    }
    Case {
        cookies: format!("cart=1; {cookies}; theme=dark"),
        truth: has_answer.then_some(granted),
        is_damaged,
    }
}

/// The script's answers, or why there are none.
fn answers(cases: &[Case]) -> Result<Vec<Value>, String> {
    let node =
        program("NODE", &["node"]).ok_or("no node (cargo xtask doctor tells how to mend it)")?;
    let template = fs::read_to_string(assets_dir().join("import.js"))
        .map_err(|_| "no import.js (run cargo xtask wasm)")?;
    let folder = tempfile::TempDir::new().unwrap();
    let script = folder.path().join("import.mjs");
    fs::write(
        &script,
        template.replace("\"@@IMPORT@@\"", &table().to_string()),
    )
    .unwrap();
    let mut child = Command::new(node)
        .arg(workspace().join("tests/stories/import/read.mjs"))
        .arg(&script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let cases: Vec<Value> = cases
        .iter()
        .map(|case| json!({"cookies": case.cookies, "now": NOW, "validity": VALIDITY}))
        .collect();
    let mut stdin = child.stdin.take().unwrap();
    let input = Value::from(cases).to_string();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "the script ran");
    Ok(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn no_import_grants_what_the_other_cookie_did_not_clearly_grant() {
    let mut chance = Chance(1);
    let cases: Vec<Case> = (0..CASES).map(|_| case(&mut chance)).collect();
    let answers = match answers(&cases) {
        Ok(answers) => answers,
        Err(reason) => return not_run(&reason),
    };
    assert_eq!(answers.len(), CASES);
    let mut granting = 0;
    for (case, answer) in cases.iter().zip(&answers) {
        let granted = answer["granted"].as_u64().map(|bits| bits as u8);
        let truth = case.truth.unwrap_or_default();
        assert_eq!(
            granted.unwrap_or_default() & !truth,
            0,
            "{} gave {answer}",
            case.cookies
        );
        if !case.is_damaged {
            assert_eq!(granted, case.truth, "{} gave {answer}", case.cookies);
        }
        granting += usize::from(granted.is_some_and(|bits| bits > 0));
    }
    assert!(granting > CASES / 5, "only {granting} granted anything");
}
