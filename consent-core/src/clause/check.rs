//! Whether a site file's clauses hold together.

use std::collections::BTreeSet;

use super::{lint, text};
use crate::{
    receipt::{Channel, LegalBasis},
    site::{
        Clause, Period, SiteFile,
        check::{Errors, PERIOD},
    },
};

/// Decisions of a site are kept as bits of one number: one for each purpose and for each channel of a clause.
const DECISIONS_MAX: usize = 63;
/// The longest time for which a consent counts, in days: ten years.
const VALIDITY_MAX_DAYS: u64 = 3650;

/// Adds everything that is wrong with the clauses.
pub(crate) fn clauses(file: &SiteFile, errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for (at, clause) in file.clauses.iter().enumerate() {
        let field = |name: &str| format!("clauses[{at}].{name}");
        errors.slug(&field("id"), &clause.id);
        errors.slug(&field("purpose"), &clause.purpose);
        let is_purpose = file.purposes.iter().any(|purpose| purpose.id == clause.id);
        if !seen.insert(&clause.id) || is_purpose {
            errors.add(
                &field("id"),
                &clause.id,
                "is used twice",
                "give each clause an id that no other clause or purpose has",
            );
        }
        if clause.legal_basis != LegalBasis::Consent {
            errors.add(
                &field("legal_basis"),
                clause.legal_basis.as_str(),
                "is not asked for by a checkbox",
                "use consent; what rests on another basis is told in the policy, and objected to",
            );
        }
        periods(clause, &field, errors);
        channels(clause, &field, file, errors);
        recipients(clause, &field, errors);
        errors.localised(&field("title"), &clause.title, file);
        errors.localised(&field("text"), &clause.text, file);
        for (lang, text) in &clause.text {
            for rule in lint::broken(text, lang) {
                errors.add(
                    &field(&format!("text.{lang}")),
                    "",
                    &format!("{} ({}: {})", rule.problem, rule.id, rule.source),
                    rule.remedy,
                );
            }
        }
    }
    let boxes: usize = file
        .clauses
        .iter()
        .map(|clause| clause.channels.len())
        .sum();
    if boxes > 0 && file.purposes.len() + boxes > DECISIONS_MAX {
        errors.add(
            "clauses",
            "",
            "have, with the purposes, more than 63 decisions",
            "let clauses share channels, or split the site",
        );
    }
}

fn periods(clause: &Clause, field: &impl Fn(&str) -> String, errors: &mut Errors) {
    if let Some(retention) = &clause.retention
        && Period::parse(retention).is_none()
    {
        errors.add(
            &field("retention"),
            retention,
            "is no length of time",
            PERIOD,
        );
    }
    let is_validity = clause.validity.ends_with(['M', 'D'])
        && Period::parse(&clause.validity).is_some_and(|period| period.days() <= VALIDITY_MAX_DAYS);
    if !is_validity {
        errors.add(
            &field("validity"),
            &clause.validity,
            "is not a length of time of at most ten years",
            "write it in months or days; P24M is usual",
        );
    }
}

fn channels(
    clause: &Clause,
    field: &impl Fn(&str) -> String,
    file: &SiteFile,
    errors: &mut Errors,
) {
    if clause.channels.is_empty() {
        errors.add(
            &field("channels"),
            "",
            "is empty",
            "name one or more of email, post, phone and sms_mms",
        );
    }
    for (place, channel) in clause.channels.iter().enumerate() {
        if clause.channels[..place].contains(channel) {
            errors.add(
                &field(&format!("channels[{place}]")),
                channel.as_str(),
                "is named twice",
                "remove one",
            );
        }
        for lang in &file.languages {
            if !clause.labels.contains_key(channel) && text::own_label(*channel, lang).is_none() {
                errors.add(
                    &field(&format!("labels.{channel}.{lang}")),
                    "",
                    "is missing, and there is no label of ours in that language",
                    "write what the checkbox says",
                );
            }
        }
    }
    for (channel, labels) in &clause.labels {
        if !clause.channels.contains(channel) {
            errors.add(
                &field(&format!("labels.{channel}")),
                channel.as_str(),
                "is no channel of the clause",
                "add it to channels, or remove the label",
            );
        }
        errors.localised(&field(&format!("labels.{channel}")), labels, file);
    }
    if clause.double_opt_in && !clause.channels.contains(&Channel::Email) {
        errors.add(
            &field("double_opt_in"),
            "",
            "is only for e-mail, and the clause has no such channel",
            "add email to channels, or remove double_opt_in",
        );
    }
}

/// Names, each once: who is told of an erasure has to be somebody.
fn recipients(clause: &Clause, field: &impl Fn(&str) -> String, errors: &mut Errors) {
    const NAME_MAX: usize = 200;
    for (place, name) in clause.recipients.iter().enumerate() {
        let field = field(&format!("recipients[{place}]"));
        let remedy = "write the name of the company, as the privacy policy has it";
        if name.trim() != name || name.is_empty() || name.chars().any(char::is_control) {
            errors.add(&field, name, "is no name", remedy);
        } else if name.chars().count() > NAME_MAX {
            errors.add(&field, "", "is longer than 200 characters", remedy);
        } else if clause.recipients[..place].contains(name) {
            errors.add(&field, name, "is named twice", "remove one");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::site::{Site, SiteError, SiteFile};

    fn file() -> Value {
        json!({
            "id": "shop", "name": "Shop", "origins": ["https://shop.example"],
            "languages": ["sv", "en"], "ip_mode": "none",
            "controller": {"name": "Shop AB", "country": "SE", "email": "a@shop.example", "policy_url": "/policy"},
            "purposes": [
                {"id": "cart", "category": "functional", "legal_basis": "contract",
                 "title": {"sv": "K", "en": "C"}, "description": {"sv": "k", "en": "c"}},
            ],
            "clauses": [
                {"id": "newsletter", "purpose": "newsletter", "legal_basis": "consent", "dpv": "dpv:DirectMarketing",
                 "channels": ["email", "post"], "double_opt_in": true, "retention": "P24M",
                 "title": {"sv": "Nyhetsbrev", "en": "Newsletter"},
                 "text": {"sv": "Skriv till mig. Jag kan sluta när som helst.",
                          "en": "Write to me. I can stop at any time."}},
            ],
        })
    }

    fn checked(file: Value) -> Result<Site, Vec<SiteError>> {
        serde_json::from_value::<SiteFile>(file).unwrap().check()
    }

    #[test]
    fn a_whole_clause_is_published_and_counts_for_two_years_unless_told() {
        let site = checked(file()).unwrap();
        let clause = site.clause("newsletter").unwrap();
        assert_eq!(clause.validity, "P24M");
        let published = serde_json::to_string(site.declared()).unwrap();
        assert!(published.contains("newsletter") && !published.contains("webhooks"));
    }

    // ACCEPTANCE 62 (partly: a box cannot be ticked by default)
    #[test]
    fn a_ticked_default_cannot_be_expressed() {
        for name in ["checked", "default", "preticked", "default_channels"] {
            let mut file = file();
            file["clauses"][0][name] = json!(true);
            let error = serde_json::from_value::<SiteFile>(file).unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
    }

    #[test]
    fn each_wrong_declaration_is_named_by_its_field() {
        for (pointer, value, field) in [
            ("/id", json!("News Letter"), "id"),
            ("/id", json!("cart"), "id"),
            ("/purpose", json!(""), "purpose"),
            ("/legal_basis", json!("legitimate_interests"), "legal_basis"),
            ("/retention", json!("long"), "retention"),
            ("/validity", json!("P11Y"), "validity"),
            ("/validity", json!("P200M"), "validity"),
            ("/channels", json!([]), "channels"),
            ("/channels", json!(["email", "email"]), "channels[1]"),
            ("/channels", json!(["post"]), "double_opt_in"),
            ("/title/en", json!(" "), "title.en"),
            ("/text/sv", json!("Kryssa ur. När som helst."), "text.sv"),
            (
                "/labels",
                json!({"phone": {"sv": "a", "en": "b"}}),
                "labels.phone",
            ),
            ("/labels", json!({"post": {"sv": "a"}}), "labels.post.en"),
            ("/recipients", json!([""]), "recipients[0]"),
            (
                "/recipients",
                json!(["Brev AB", " Brev AB"]),
                "recipients[1]",
            ),
            (
                "/recipients",
                json!(["Brev AB", "Brev AB"]),
                "recipients[1]",
            ),
            ("/recipients", json!(["a".repeat(201)]), "recipients[0]"),
        ] {
            let mut file = file();
            let clause = &mut file["clauses"][0];
            match clause.pointer_mut(pointer) {
                Some(member) => *member = value.clone(),
                None => clause[&pointer[1..]] = value.clone(),
            }
            let errors = checked(file).expect_err(pointer);
            let field = format!("clauses[0].{field}");
            assert!(
                errors.iter().any(|error| error.field == field),
                "{pointer} = {value}: {errors:?}"
            );
        }
        let mut german = file();
        german["languages"] = json!(["sv", "en", "de"]);
        let errors = checked(german).unwrap_err();
        assert!(
            errors
                .iter()
                .any(|error| error.field == "clauses[0].labels.post.de")
        );
    }

    #[test]
    fn more_decisions_than_a_receipt_can_tell_are_refused() {
        let mut file = file();
        let clause = file["clauses"][0].clone();
        file["clauses"] = (0..32)
            .map(|number| {
                let mut clause = clause.clone();
                clause["id"] = json!(format!("letter-{number}"));
                clause
            })
            .collect();
        assert_eq!(checked(file).unwrap_err()[0].field, "clauses");
    }

    #[test]
    fn servers_and_webhooks_name_one_secret_and_no_address_in_the_open() {
        let secret = json!({"url": "https://shop.example/hook", "secret_file": "hook.key"});
        let mut good = file();
        good["webhooks"] = json!([secret]);
        good["server"] = json!({"token_env": "SHOP_TOKEN"});
        assert!(checked(good).is_ok());
        for (name, value, field) in [
            ("server", json!({}), "server"),
            (
                "server",
                json!({"token_file": "a", "token_env": "B"}),
                "server",
            ),
            (
                "webhooks",
                json!([{"url": "https://shop.example/hook"}]),
                "webhooks[0]",
            ),
            ("webhooks", json!([secret, secret]), "webhooks[1].url"),
            (
                "webhooks",
                json!([{"url": "http://shop.example/hook", "secret_env": "A"}]),
                "webhooks[0].url",
            ),
            (
                "webhooks",
                json!([{"url": "https://a:b@shop.example/", "secret_env": "A"}]),
                "webhooks[0].url",
            ),
            (
                "webhooks",
                json!([{"url": "ftp://shop.example/", "secret_env": "A"}]),
                "webhooks[0].url",
            ),
            (
                "webhooks",
                json!([{"url": "https://", "secret_env": "A"}]),
                "webhooks[0].url",
            ),
        ] {
            let mut file = file();
            file[name] = value;
            let errors = checked(file).expect_err(name);
            assert_eq!(errors[0].field, field, "{errors:?}");
        }
        for url in [
            "http://localhost/a",
            "http://shop.localhost:81/a",
            "http://127.0.0.1:9/",
            "http://[::1]:9/",
        ] {
            let mut file = file();
            file["webhooks"] = json!([{"url": url, "secret_env": "A"}]);
            assert!(checked(file).is_ok(), "{url}");
        }
    }
}
