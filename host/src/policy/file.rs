//! The form of a policy file (TOML).

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr as _;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::name::NamePattern;
use super::rules::{Rule, Told};
use super::{OperatorPolicy, PolicyError};
use crate::egress::OriginPattern;
use crate::manifest::Effect;

type Texts = Spanned<Vec<Spanned<String>>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyForm {
    connectors: Option<Texts>,
    #[serde(default)]
    every: RuleForm,
    #[serde(default)]
    connector: BTreeMap<Spanned<String>, RuleForm>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleForm {
    origins: Option<Texts>,
    methods: Option<Texts>,
    actions: Option<Texts>,
    effects: Option<Spanned<Vec<Effect>>>,
    downloads: Option<Spanned<bool>>,
    shared_grants: Option<bool>,
}

/// Says of each part of a text in which line it stands.
struct Reader<'a> {
    text: &'a str,
    file: &'a str,
}

pub(super) fn parse(text: &str, file: &str) -> Result<OperatorPolicy, PolicyError> {
    let reader = Reader { text, file };
    let form: PolicyForm = toml::from_str(text).map_err(|error| {
        let at = error.span().unwrap_or_default();
        reader.error(at, error.message())
    })?;
    let mut of_connector = BTreeMap::new();
    for (key, rule) in form.connector {
        reader.name(&key)?;
        of_connector.insert(key.into_inner(), Arc::new(reader.rule(rule)?));
    }
    Ok(OperatorPolicy {
        connectors: reader.each(form.connectors, Reader::name)?,
        every: Arc::new(reader.rule(form.every)?),
        of_connector,
        file: file.to_owned(),
    })
}

impl Reader<'_> {
    fn rule(&self, form: RuleForm) -> Result<Rule, PolicyError> {
        Ok(Rule {
            origins: self.each(form.origins, Reader::origin)?,
            methods: self.each(form.methods, Reader::name)?,
            actions: self.each(form.actions, Reader::name)?,
            effects: form.effects.map(|effects| self.told(effects)),
            downloads: form.downloads.map(|allowed| self.told(allowed)),
            shared_grants: form.shared_grants,
        })
    }

    fn each<T>(
        &self,
        texts: Option<Texts>,
        read: impl Fn(&Self, &Spanned<String>) -> Result<T, PolicyError>,
    ) -> Result<Option<Told<Vec<T>>>, PolicyError> {
        let Some(texts) = texts else {
            return Ok(None);
        };
        let Told { value, line } = self.told(texts);
        let value = value
            .iter()
            .map(|text| read(self, text))
            .collect::<Result<_, _>>()?;
        Ok(Some(Told { value, line }))
    }

    fn origin(&self, text: &Spanned<String>) -> Result<OriginPattern, PolicyError> {
        OriginPattern::from_str(text.get_ref())
            .map_err(|error| self.error(text.span(), &error.to_string()))
    }

    fn name(&self, text: &Spanned<String>) -> Result<NamePattern, PolicyError> {
        NamePattern::parse(text.get_ref()).map_err(|problem| {
            let problem = format!("`{}`: {problem}", text.get_ref());
            self.error(text.span(), &problem)
        })
    }

    fn told<T>(&self, spanned: Spanned<T>) -> Told<T> {
        Told {
            line: self.line(spanned.span()),
            value: spanned.into_inner(),
        }
    }

    fn error(&self, at: Range<usize>, problem: &str) -> PolicyError {
        PolicyError::Form {
            file: self.file.to_owned(),
            line: self.line(at),
            // Some are written over several lines.
            problem: problem.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }

    fn line(&self, at: Range<usize>) -> usize {
        let before = self.text.as_bytes().iter().take(at.start);
        1 + before.filter(|byte| **byte == b'\n').count()
    }
}
