//! XML dumps of a Wikipedia, as a stream of pages.
//!
//! The format: <https://www.mediawiki.org/wiki/Help:Export>. Of a page with several revisions the last one in the file is taken.

use std::{io::Read, ops::ControlFlow};

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use super::{Format, Input, InputError, RawPage, Revision, Selection, language, title, unpack::Utf8};

/// The longest text, tag or comment that is taken from a dump. `MediaWiki` refuses pages of more than 2 MiB.
const LONGEST: usize = 64 << 20;
/// No more room is made for a text before it is read, whatever length the dump gives.
const USUAL: usize = 2 << 20;
/// The longest title, number or time.
const LONGEST_FIELD: usize = 4096;

/// What is read of an element's content.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    DbName,
    Base,
    Title,
    Namespace,
    Id,
    Time,
    Model,
    Text,
}

/// What is known of the page that is being read.
#[derive(Default)]
struct Page {
    title: String,
    namespace: String,
    revision: String,
    time: String,
    model: String,
    text: String,
    /// Whether the revision has a text in this file.
    has_text: bool,
    /// Places that were no text before it.
    bad: usize,
}

struct Dump<'a> {
    name: &'a str,
    selection: &'a Selection,
    take: &'a mut dyn FnMut(Input) -> ControlFlow<()>,
    /// The elements that are open, by name.
    open: Vec<String>,
    field: Option<Field>,
    database: String,
    base: String,
    /// What `xml:lang` says.
    lang: String,
    language: Option<String>,
    page: Page,
    /// Pages that were read whole, whatever became of them.
    pages: usize,
    last: String,
    without_text: usize,
}

/// Reads a dump up to its end, or up to where it is cut off; `name` is what messages call it.
///
/// # Errors
/// Where it is no dump of a Wikipedia, is broken, or ends before its end. What it held before was handed on.
pub(super) fn read<R: Read>(
    text: Utf8<R>,
    name: &str,
    selection: &Selection,
    take: &mut dyn FnMut(Input) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, InputError> {
    let mut reader = Reader::from_reader(text);
    // What is no reference was meant as text; that tags fit together is what tells that nothing is missing.
    reader.config_mut().allow_dangling_amp = true;
    let mut buffer = Vec::new();
    let mut dump = Dump {
        name,
        selection,
        take,
        open: Vec::new(),
        field: None,
        database: String::new(),
        base: String::new(),
        lang: String::new(),
        language: None,
        page: Page::default(),
        pages: 0,
        last: String::new(),
        without_text: 0,
    };
    loop {
        buffer.clear();
        reader.get_mut().allow(LONGEST);
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => return Err(dump.cut(&error.to_string())),
        };
        let flow = match event {
            Event::Start(tag) => {
                dump.start(&tag, reader.get_ref().bad())?;
                ControlFlow::Continue(())
            }
            Event::Empty(tag) => {
                dump.start(&tag, reader.get_ref().bad())?;
                dump.end(reader.get_ref().bad())?
            }
            Event::End(_) => dump.end(reader.get_ref().bad())?,
            Event::Text(text) => dump.text(&text)?,
            Event::CData(text) => dump.text(&text)?,
            Event::GeneralRef(reference) => match resolve(&reference) {
                Some(c) => dump.text(c.encode_utf8(&mut [0; 4]))?,
                None => dump.text(&format!("&{};", &*reference))?,
            },
            Event::Eof => return dump.finish(),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => ControlFlow::Continue(()),
        };
        if flow.is_break() {
            return Ok(flow);
        }
    }
}

/// The character that a reference stands for.
fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    match &**reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

impl Dump<'_> {
    fn start(&mut self, tag: &BytesStart<'_>, bad: usize) -> Result<(), InputError> {
        let name = tag.local_name();
        let name = name.as_ref();
        let attribute = |wanted: &str| {
            let found = tag.try_get_attribute(wanted).ok().flatten();
            found
                .and_then(|found| found.normalized_value(XmlVersion::Implicit1_0).ok())
                .map(std::borrow::Cow::into_owned)
                .unwrap_or_default()
        };
        let parent = self.open.last().map_or("", String::as_str);
        if parent.is_empty() {
            if name != "mediawiki" {
                return Err(self.broken(format!("no dump of a wiki: its first element is <{name}>, not <mediawiki>")));
            }
            self.lang = attribute("xml:lang");
        }
        self.field = match (parent, name) {
            ("siteinfo", "dbname") => Some(Field::DbName),
            ("siteinfo", "base") => Some(Field::Base),
            ("page", "title") => Some(Field::Title),
            ("page", "ns") => Some(Field::Namespace),
            ("revision", "id") => Some(Field::Id),
            ("revision", "timestamp") => Some(Field::Time),
            ("revision", "model") => Some(Field::Model),
            ("revision", "text") => Some(Field::Text),
            _ => None,
        };
        match (parent, name) {
            ("mediawiki", "page") => {
                if self.language.is_none() {
                    let found = language::of_wiki(&self.base, &self.database, &self.lang);
                    self.language = Some(found.map_err(|wiki| self.broken(format!("not a dump of a Wikipedia: {wiki}")))?);
                }
                self.page = Page { bad, ..Page::default() };
            }
            ("page", "revision") => {
                let page = &mut self.page;
                for part in [&mut page.revision, &mut page.time, &mut page.model, &mut page.text] {
                    part.clear();
                }
                page.has_text = false;
            }
            ("revision", "text") => {
                // A dump of stubs says how long each text is and leaves it out.
                let length = attribute("bytes");
                self.page.has_text = attribute("deleted").is_empty() && (length.is_empty() || length == "0");
                self.page.text.reserve(length.parse().unwrap_or(0).min(USUAL));
            }
            _ => {}
        }
        if self.open.len() > 64 {
            return Err(self.broken("elements too deep in each other".to_owned()));
        }
        self.open.push(name.to_owned());
        Ok(())
    }

    fn end(&mut self, bad: usize) -> Result<ControlFlow<()>, InputError> {
        self.field = None;
        let name = self.open.pop().unwrap_or_default();
        if name == "page" && self.open.len() == 1 {
            return Ok(self.page(bad));
        }
        Ok(ControlFlow::Continue(()))
    }

    fn text(&mut self, text: &str) -> Result<ControlFlow<()>, InputError> {
        let page = &mut self.page;
        let (into, most) = match self.field {
            None => return Ok(ControlFlow::Continue(())),
            Some(Field::Text) => {
                page.has_text |= !text.is_empty();
                (&mut page.text, LONGEST)
            }
            Some(Field::DbName) => (&mut self.database, LONGEST_FIELD),
            Some(Field::Base) => (&mut self.base, LONGEST_FIELD),
            Some(Field::Title) => (&mut page.title, LONGEST_FIELD),
            Some(Field::Namespace) => (&mut page.namespace, LONGEST_FIELD),
            Some(Field::Id) => (&mut page.revision, LONGEST_FIELD),
            Some(Field::Time) => (&mut page.time, LONGEST_FIELD),
            Some(Field::Model) => (&mut page.model, LONGEST_FIELD),
        };
        if into.len() + text.len() > most {
            return Err(self.cut("something in it is too long to be read"));
        }
        into.push_str(text);
        Ok(ControlFlow::Continue(()))
    }

    /// A page has ended.
    fn page(&mut self, bad: usize) -> ControlFlow<()> {
        let page = std::mem::take(&mut self.page);
        self.pages += 1;
        let title = title(&page.title);
        self.last.clone_from(&title);
        let namespace = page.namespace.trim();
        let is_wanted = namespace.parse().map_or(namespace.is_empty(), |number| self.selection.wants(number));
        if !is_wanted || !matches!(page.model.trim(), "" | "wikitext") {
            return ControlFlow::Continue(());
        }
        if !page.has_text {
            self.without_text += 1;
            return ControlFlow::Continue(());
        }
        let failed = |why: &str| Input::Failed(format!("{}: page {} ({title}): {why}", self.name, self.pages));
        let input = if title.is_empty() {
            failed("it has no title")
        } else if bad > page.bad {
            failed("not UTF-8")
        } else {
            Input::Page(Box::new(RawPage {
                language: self.language.clone().unwrap_or_default(),
                format: Format::Wikitext,
                revision: Revision::new(page.revision.trim(), page.time.trim()),
                aliases: Vec::new(),
                path: None,
                bytes: page.text.into_bytes(),
                title,
            }))
        };
        (self.take)(input)
    }

    fn finish(&mut self) -> Result<ControlFlow<()>, InputError> {
        if !self.open.is_empty() {
            return Err(self.cut("it ends before its end"));
        }
        if self.without_text > 0 {
            return Err(self.broken(format!("{} pages come without their text and were skipped", self.without_text)));
        }
        Ok(ControlFlow::Continue(()))
    }

    fn broken(&self, message: String) -> InputError {
        InputError::Stream { name: self.name.to_owned(), message }
    }

    /// The dump cannot be read any further.
    fn cut(&self, why: &str) -> InputError {
        let read = match self.pages {
            0 => "before its first page".to_owned(),
            1 => format!("behind its first page ({})", self.last),
            pages => format!("behind {pages} pages, the last of them {}", self.last),
        };
        self.broken(format!("cut off or broken {read}: {why}"))
    }
}
