//! The body of an event about a clause.

use consent_core::{
    clause::Change,
    cookie::ConsentKey,
    receipt::{Channel, ChannelSet, Digest, Method},
};
use serde_json::Value;

use super::super::{
    members::{Members, wrong},
    site_server::SiteCaller,
};
use crate::{
    http::Problem,
    publish::{PublishedClause, PublishedSite},
};

/// What the person did.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Event {
    Consent,
    Save,
    Withdrawal,
    Objection,
}

/// A body whose members are of the right form.
pub(super) struct ClauseRequest {
    clause: String,
    event: Event,
    channels: Option<Vec<(Channel, bool)>>,
    pub(super) notice_hash: Option<Digest>,
    pub(super) notice_lang: Option<String>,
    pub(super) method: Method,
    pub(super) consent_key: Option<ConsentKey>,
    pub(super) assertion: Option<String>,
}

impl ClauseRequest {
    pub(super) fn read(mut members: Members, caller: &SiteCaller<'_>) -> Result<Self, Problem> {
        // The person comes from an assertion only; a name in the body is thrown away unread.
        members.take("user_id");
        let event = match members.required("event")?.as_str() {
            "consent" => Event::Consent,
            "save" => Event::Save,
            "withdrawal" => Event::Withdrawal,
            "objection" => Event::Objection,
            _ => {
                let rule = "must be `consent`, `save`, `withdrawal` or `objection`";
                return Err(wrong("event", rule));
            }
        };
        let notice_hash = members
            .text("notice_hash")?
            .map(|text| Digest::parse(&text).map_err(|rule| wrong("notice_hash", rule.0)))
            .transpose()?;
        let notice_lang = members.text("notice_lang")?;
        let has_text = notice_hash.is_some() && notice_lang.is_some();
        let needs_text = matches!(event, Event::Consent | Event::Save);
        if !has_text && (needs_text || notice_hash.is_some() || notice_lang.is_some()) {
            let rule = "and `notice_lang` say which text was shown; take both from `clauses.json`";
            return Err(wrong("notice_hash", rule));
        }
        let request = Self {
            clause: members.required("clause")?,
            event,
            channels: members.take("channels").map(channels).transpose()?,
            notice_hash,
            notice_lang,
            method: method(&mut members, caller)?,
            consent_key: members.consent_key()?,
            assertion: members.text("assertion")?,
        };
        members.end()?;
        Ok(request)
    }

    /// The clause of the site that is meant.
    pub(super) fn clause<'a>(
        &self,
        site: &'a PublishedSite,
    ) -> Result<&'a PublishedClause, Problem> {
        site.clauses
            .iter()
            .find(|clause| clause.claim.id == self.clause)
            .ok_or_else(|| {
                wrong(
                    "clause",
                    "is no clause of this site; see its `clauses.json`",
                )
            })
    }

    /// What the person did, by channel.
    pub(super) fn change(&self, clause: &PublishedClause) -> Result<Change, Problem> {
        let channels = self.channels.as_deref().unwrap_or_default();
        if let Some((other, _)) = channels
            .iter()
            .find(|(channel, _)| !clause.channels.contains(channel))
        {
            let field = format!("channels.{other}");
            return Err(wrong(field, "is no channel of this clause"));
        }
        let shown: ChannelSet = channels.iter().map(|(channel, _)| *channel).collect();
        let ticked: ChannelSet = channels
            .iter()
            .filter(|(_, is_ticked)| *is_ticked)
            .map(|(channel, _)| *channel)
            .collect();
        match self.event {
            Event::Consent | Event::Save if shown.is_empty() => Err(wrong(
                "channels",
                "is missing; name every box that was shown, true where it was ticked",
            )),
            Event::Consent => Ok(Change::Consent { shown, ticked }),
            Event::Save => Ok(Change::Save { shown, ticked }),
            Event::Withdrawal if shown != ticked => Err(wrong(
                "channels",
                "must be true where the consent is withdrawn; leave the others out",
            )),
            Event::Withdrawal if shown.is_empty() => {
                Ok(Change::Withdraw(clause.channels.iter().copied().collect()))
            }
            Event::Withdrawal => Ok(Change::Withdraw(ticked)),
            Event::Objection if !shown.is_empty() => Err(wrong(
                "channels",
                "is left out of an objection: it is against the purpose, on every channel",
            )),
            Event::Objection => Ok(Change::Object),
        }
    }
}

fn channels(value: Value) -> Result<Vec<(Channel, bool)>, Problem> {
    let Value::Object(channels) = value else {
        return Err(wrong(
            "channels",
            "must be an object such as {\"email\": true}",
        ));
    };
    channels
        .into_iter()
        .map(|(name, value)| {
            let channel = Channel::parse(&name)
                .map_err(|rule| wrong("channels", &format!("may name {}", rule.0)))?;
            let is_ticked = value
                .as_bool()
                .ok_or_else(|| wrong(format!("channels.{channel}"), "must be true or false"))?;
            Ok((channel, is_ticked))
        })
        .collect()
}

/// A form, unless the site's own server says that it came about otherwise.
fn method(members: &mut Members, caller: &SiteCaller<'_>) -> Result<Method, Problem> {
    let Some(name) = members.text("method")? else {
        return Ok(Method::ClauseCheckbox);
    };
    Method::parse(&name)
        .ok()
        .filter(|method| {
            *method == Method::ClauseCheckbox
                || (caller.is_server() && !method.is_from_browser())
        })
        .ok_or_else(|| {
            wrong(
                "method",
                "must be `clause.checkbox` or, with the server's token, `link.unsubscribe`, `dsar`, `staff` or `imported`",
            )
        })
}
