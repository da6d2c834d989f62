//! What the elements of a rendered page are, by name, class, type and relation.

/// The attributes of a start tag.
pub(super) struct Attributes(pub Vec<(String, String)>);

impl Attributes {
    /// The value of an attribute; empty where there is none.
    pub(super) fn get(&self, wanted: &str) -> &str {
        self.0.iter().find(|(name, _)| name == wanted).map_or("", |(_, value)| value.as_str())
    }

    fn has_class(&self, known: &[&str]) -> bool {
        self.get("class").split_ascii_whitespace().any(|class| known.contains(&class))
    }

    fn is_type(&self, kind: &str) -> bool {
        self.get("typeof").split_ascii_whitespace().any(|word| word == kind)
    }
}

/// What an element is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing in particular.
    Plain,
    /// What nobody reads as text of the page.
    Hidden,
    /// The text of the page within its skin.
    Content,
    /// The list of the page's categories.
    Categories,
    /// A category, by its address.
    Category(String),
    /// What the page stands for, by its address.
    Redirect(String),
    /// Where the article page says so in words.
    RedirectText,
    Break,
    Block,
    List,
    Item,
    Quote,
    /// With its level.
    Heading(u8),
    /// The caption of a picture.
    Caption,
    /// A note, by its id.
    Note(String),
    /// The mark of a note.
    Call,
    /// With its address.
    Link(String),
    /// A link whose words are being read.
    OpenLink,
    /// A flag that is only drawn, with the country's name.
    Icon(String),
    /// A word in several scripts, as JSON.
    Variant(String),
    /// What a citation is, as a query of OpenURL.
    Cited(String),
    /// With the kind of box that it is, if it is one.
    Table(Option<String>),
    Rows,
    Row,
    Cell {
        is_head: bool,
        /// As its attributes say.
        columns: String,
        rows: String,
    },
    TableCaption,
}

/// Elements whose content nobody sees as text.
const INVISIBLE: [&str; 18] = [
    "style", "script", "noscript", "head", "math", "svg", "audio", "video", "template", "nav", "form", "button", "select", "textarea",
    "iframe", "object", "rt", "rp",
];
/// Classes of what is no text of the page: navigation, notices, marks to edit or to go back, formulas, maps, galleries.
const ASIDE: [&str; 36] = [
    "mw-editsection",
    "navbox",
    "navbox-styles",
    "navbar",
    "vertical-navbox",
    "sidebar",
    "toc",
    "mw-jump-link",
    "mw-indicators",
    "printfooter",
    "mw-cite-backlink",
    "cite-accessibility-label",
    "noprint",
    "metadata",
    "ambox",
    "tmbox",
    "ombox",
    "mbox-small",
    "sistersitebox",
    "portal",
    "shortdescription",
    "sortkey",
    "gallery",
    "mw-kartographer-container",
    "mwe-math-element",
    "mw-hidden-catlinks",
    "mw-empty-elt",
    "noexcerpt",
    "authority-control",
    "stub",
    "geo-nondefault",
    "Inline-Template",
    "noteTA",
    "locmap",
    "timeline-wrapper",
    "catlinks-hidden",
];

/// What an element is. `within` says whether it stands in the text of the page.
pub(super) fn role(name: &str, attributes: &Attributes, within: bool) -> Role {
    if attributes.has_class(&["mw-parser-output"]) {
        return Role::Content;
    }
    if attributes.get("id") == "catlinks" {
        return Role::Categories;
    }
    if name == "link" {
        let address = attributes.get("href").to_owned();
        return match attributes.get("rel") {
            "mw:PageProp/Category" => Role::Category(address),
            "mw:PageProp/redirect" => Role::Redirect(address),
            _ => Role::Plain,
        };
    }
    let is_aside = attributes.has_class(&ASIDE) && !(attributes.has_class(&["infobox"]) && name == "table");
    if INVISIBLE.contains(&name) || is_aside || is_hidden(attributes.get("style")) || attributes.get("rel") == "mw:referencedBy" {
        return Role::Hidden;
    }
    if !within {
        return if name == "a" { Role::Link(attributes.get("href").to_owned()) } else { Role::Plain };
    }
    if attributes.is_type("mw:LanguageVariant") {
        return Role::Variant(attributes.get("data-mw-variant").to_owned());
    }
    if name == "sup" && (attributes.has_class(&["reference"]) || attributes.is_type("mw:Extension/ref")) {
        return Role::Call;
    }
    if attributes.has_class(&["Z3988"]) {
        return Role::Cited(attributes.get("title").to_owned());
    }
    by_name(name, attributes)
}

fn by_name(name: &str, attributes: &Attributes) -> Role {
    match name {
        "br" => Role::Break,
        "a" if !attributes.get("href").is_empty() => Role::Link(attributes.get("href").to_owned()),
        "img" => flag(attributes).map_or(Role::Plain, Role::Icon),
        "div" | "ul" if attributes.has_class(&["redirectMsg", "redirectText"]) => Role::RedirectText,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Role::Heading(name.as_bytes()[1] - b'0'),
        "li" if attributes.get("id").starts_with("cite_note") => Role::Note(attributes.get("id").to_owned()),
        "li" | "dd" | "dt" => Role::Item,
        "ul" | "ol" | "dl" => Role::List,
        "blockquote" => Role::Quote,
        "figcaption" => Role::Caption,
        "div" if attributes.has_class(&["thumbcaption"]) => Role::Caption,
        "p" | "div" | "section" | "center" | "pre" | "figure" | "hr" | "article" | "main" | "header" | "footer" | "body" | "details"
        | "summary" => Role::Block,
        // What MediaWiki calls its boxes the article page does not say; Parsoid does.
        "table" => Role::Table(attributes.has_class(&["infobox"]).then(|| template(attributes.get("data-mw")))),
        "tbody" | "thead" | "tfoot" => Role::Rows,
        "tr" => Role::Row,
        "td" | "th" => {
            let [columns, rows] = ["colspan", "rowspan"].map(|name| attributes.get(name).to_owned());
            Role::Cell { is_head: name == "th", columns, rows }
        }
        "caption" => Role::TableCaption,
        _ => Role::Plain,
    }
}

/// The country whose flag a picture shows: by the words that stand for it, else by its name.
fn flag(attributes: &Attributes) -> Option<String> {
    let (_, file) = attributes.get("src").rsplit_once("Flag_of_")?;
    let words = attributes.get("alt").trim();
    if !words.is_empty() {
        return Some(words.to_owned());
    }
    let name = file.split('.').next()?.replace('_', " ");
    let name = percent_encoding::percent_decode_str(&name).decode_utf8().ok()?.into_owned();
    Some(name.strip_prefix("the ").unwrap_or(&name).to_owned())
}

fn is_hidden(style: &str) -> bool {
    style.contains("display") && style.replace(' ', "").contains("display:none")
}

/// The name of the template that an element comes from, by the JSON that Parsoid puts beside it.
fn template(data: &str) -> String {
    let data: serde_json::Value = serde_json::from_str(data).unwrap_or_default();
    let name = data.pointer("/parts/0/template/target/wt").and_then(serde_json::Value::as_str).unwrap_or_default();
    name.trim().to_owned()
}
