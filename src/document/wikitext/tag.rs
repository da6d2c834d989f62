//! Tags within wikitext.

/// A tag of HTML or of an extension.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'s> {
    /// Its name as written.
    pub name: &'s str,
    /// What stands between its name and its end.
    pub attributes: &'s str,
    /// Whether it is an end tag.
    pub closes: bool,
    /// Whether it ends in `/>`.
    pub empty: bool,
    /// One past its last byte.
    pub end: usize,
}

/// Elements whose content is no wikitext, with the start of their end tags.
const RAW: [(&str, &str); 16] = [
    ("nowiki", "</nowiki"),
    ("pre", "</pre"),
    ("math", "</math"),
    ("chem", "</chem"),
    ("source", "</source"),
    ("syntaxhighlight", "</syntaxhighlight"),
    ("gallery", "</gallery"),
    ("timeline", "</timeline"),
    ("score", "</score"),
    ("graph", "</graph"),
    ("mapframe", "</mapframe"),
    ("templatedata", "</templatedata"),
    ("imagemap", "</imagemap"),
    ("includeonly", "</includeonly"),
    ("style", "</style"),
    ("script", "</script"),
];

impl<'s> Tag<'s> {
    /// Whether it has this name.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The start of the end tag, where the element's content is no wikitext.
    pub fn raw(&self) -> Option<&'static str> {
        RAW.iter().find(|(name, _)| self.is(name)).map(|(_, closer)| *closer)
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&'s str> {
        attribute(self.attributes, name)
    }
}

/// The tag at a byte that is a `<`. It ends before the next `<`.
pub(super) fn read(source: &str, at: usize) -> Option<Tag<'_>> {
    let rest = source.get(at + 1..)?;
    let closes = rest.starts_with('/');
    let name_at = usize::from(closes);
    let length = rest.as_bytes()[name_at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let name = &rest[name_at..name_at + length];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let inside = &rest[name_at + length..];
    let end = memchr::memchr2(b'<', b'>', inside.as_bytes()).filter(|&end| inside.as_bytes()[end] == b'>')?;
    let attributes = &inside[..end];
    let empty = attributes.ends_with('/');
    Some(Tag {
        name,
        attributes: attributes.strip_suffix('/').unwrap_or(attributes),
        closes,
        empty,
        end: at + 1 + name_at + length + end + 1,
    })
}

/// The value of an attribute in a list of them.
pub(super) fn attribute<'s>(attributes: &'s str, name: &str) -> Option<&'s str> {
    let mut rest = attributes.trim_start();
    while let Some((key, behind)) = rest.split_once('=') {
        let behind = behind.trim_start();
        let (value, after) = match behind.chars().next() {
            Some(quote @ ('"' | '\'')) => behind[1..].split_once(quote).unwrap_or((&behind[1..], "")),
            _ => behind.split_once(char::is_whitespace).unwrap_or((behind, "")),
        };
        if key.split_whitespace().next_back().is_some_and(|key| key.eq_ignore_ascii_case(name)) {
            return Some(value.trim());
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        let tag = read("a<ref name = \"B c\" group='註'/>d", 1).unwrap();
        assert!(tag.is("REF") && tag.empty && !tag.closes);
        assert_eq!((tag.attribute("name"), tag.attribute("group"), tag.attribute("x")), (Some("B c"), Some("註"), None));
        assert_eq!(tag.end, "a<ref name = \"B c\" group='註'/>".len());
        assert!(read("</Ref >", 0).is_some_and(|tag| tag.closes && tag.is("ref")));
        assert_eq!(read("<td rowspan=2 colspan=\"3\">", 0).and_then(|tag| tag.attribute("colspan")), Some("3"));
        for none in ["<", "< b", "<3", "<b", "<b <c>", "</>"] {
            assert!(read(none, 0).is_none(), "{none}");
        }
    }
}
