//! Proposals as a table to be reviewed.

use std::io::{self, Write};

use super::{
    compare::Proposal,
    draft::{Draft, Stated},
};
use crate::store::results::{plain, printable};

/// The columns: a contract that other tools read.
pub const COLUMNS: [&str; 20] = [
    "kind",
    "state",
    "item",
    "itemLabel",
    "property",
    "propertyLabel",
    "value",
    "valueLabel",
    "date",
    "qualifiers",
    "wikidata",
    "send",
    "note",
    "sentence",
    "page",
    "url",
    "rule",
    "precision",
    "cases",
    "count",
];

/// How the table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: fewer columns.
    Table,
    /// Commas between the columns, quoted where that is needed.
    Csv,
    /// Tabs between the columns; tabs and ends of lines in a cell are spaces.
    Tsv,
}

/// Writes the proposals. `width` is that of the terminal; none where there is none.
///
/// # Errors
/// What the output says.
pub fn table(proposals: &[Proposal], format: Format, width: Option<u16>, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Table => {
            let header = ["kind", "state", "item", "property", "value", "Wikidata has", "sentence", "page", "rule", "count", "note"]
                .map(str::to_owned);
            plain(&header, proposals.iter().map(|proposal| shown(proposal).iter().map(|cell| printable(cell)).collect()), width, out)
        }
        Format::Tsv => {
            writeln!(out, "{}", COLUMNS.join("\t"))?;
            for proposal in proposals {
                // Nothing is quoted there, so that every cell is one.
                let cells = cells(proposal).map(|cell| printable(&cell));
                writeln!(out, "{}", cells.join("\t"))?;
            }
            Ok(())
        }
        Format::Csv => {
            let told = |error: csv::Error| match error.into_kind() {
                csv::ErrorKind::Io(error) => error,
                other => io::Error::other(format!("{other:?}")),
            };
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut *out);
            writer.write_record(COLUMNS).map_err(told)?;
            for proposal in proposals {
                writer.write_record(cells(proposal)).map_err(told)?;
            }
            writer.flush()
        }
    }
}

fn cells(proposal: &Proposal) -> [String; 20] {
    let Proposal { draft, state, wikidata, lacking } = proposal;
    let evidence = &draft.evidence;
    let (value, label) = value(draft);
    let text = str::to_owned;
    [
        draft.kind.clone(),
        text(state.name()),
        draft.item.item.to_string(),
        draft.item.label.clone(),
        draft.property.to_string(),
        draft.label.clone(),
        value,
        label,
        draft.date.as_ref().map(|date| text(date.as_str())).unwrap_or_default(),
        lacking.iter().map(|(property, time)| format!("{property} {time}")).collect::<Vec<_>>().join(", "),
        wikidata.clone(),
        text(if proposal.can_be_sent() { "yes" } else { "no" }),
        draft.notes.join("; "),
        evidence.quote.clone(),
        evidence.page.clone(),
        evidence.url.clone(),
        evidence.rule.clone(),
        evidence.precision.map(|precision| precision.to_string()).unwrap_or_default(),
        evidence.cases.to_string(),
        draft.count.to_string(),
    ]
}

/// The cells for people: names beside ids.
fn shown(proposal: &Proposal) -> [String; 11] {
    let Proposal { draft, state, wikidata, lacking } = proposal;
    let evidence = &draft.evidence;
    let (value, label) = value(draft);
    let when: Vec<String> = lacking.iter().map(|(property, time)| format!(", {property} {time}")).collect();
    let precision = match evidence.precision {
        Some(precision) => format!(" ({precision} of {})", evidence.cases),
        None => String::new(),
    };
    [
        draft.kind.clone(),
        state.name().to_owned(),
        format!("{} {}", draft.item.label, draft.item.item),
        format!("{} {}", draft.property, draft.label),
        format!("{label} {value}{}", when.concat()).trim_start().to_owned(),
        wikidata.clone(),
        evidence.quote.clone(),
        evidence.page.clone(),
        format!("{}{precision}", evidence.rule),
        draft.count.to_string(),
        draft.notes.join("; "),
    ]
}

fn value(draft: &Draft) -> (String, String) {
    match &draft.value {
        Stated::Entity(entity) => (entity.item.to_string(), entity.label.clone()),
        Stated::Time(time) => (time.to_string(), String::new()),
    }
}
