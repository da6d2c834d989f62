//! The marks of a text: what sentences end at, and what brackets and quotations are made of.
//!
//! Most of a text is none of them. [`Leads`] passes over it byte by byte, without decoding it.

/// Which bytes begin the characters that a scan looks for.
pub(super) struct Leads([bool; 256]);

impl Leads {
    /// The first bytes of some characters.
    pub(super) const fn of(characters: &[char]) -> Self {
        let mut leads = [false; 256];
        let mut at = 0;
        while at < characters.len() {
            leads[characters[at].encode_utf8(&mut [0; 4]).as_bytes()[0] as usize] = true;
            at += 1;
        }
        Self(leads)
    }

    /// The next byte from `from` on that may begin one of the characters.
    pub(super) fn next(&self, bytes: &[u8], from: usize) -> Option<usize> {
        bytes.get(from..)?.iter().position(|&byte| self.0[usize::from(byte)]).map(|found| from + found)
    }
}

static LEADS: Leads = Leads::of(&[
    '\n', '!', '?', '(', ')', '。', '！', '？', '；', '「', '」', '『', '』', '“', '”', '‘', '’', '《', '》', '〈', '〉', '（', '）',
]);

/// The marks of a text with their places, in order.
pub(super) fn marks(text: &str) -> Vec<(usize, char)> {
    let mut marks = Vec::new();
    let mut next = 0;
    while let Some(at) = LEADS.next(text.as_bytes(), next) {
        let Some(c) = text[at..].chars().next() else { break };
        if matches!(c, '\n' | '!' | '?') || is_end(c) || is_closing(c) || closing_of(c).is_some() {
            marks.push((at, c));
        }
        next = at + c.len_utf8();
    }
    marks
}

/// Whether a sentence ends at it.
pub(super) const fn is_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；')
}

/// Whether it closes a bracket or a quotation.
pub(super) const fn is_closing(c: char) -> bool {
    matches!(c, '」' | '』' | '”' | '’' | '》' | '〉' | '）' | ')')
}

/// What closes the bracket or the quotation that it opens.
pub(super) const fn closing_of(c: char) -> Option<char> {
    Some(match c {
        '「' => '」',
        '『' => '』',
        '“' => '”',
        '‘' => '’',
        '《' => '》',
        '〈' => '〉',
        '（' => '）',
        '(' => ')',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_marks_are_found() {
        let text = "甲（乙）說：「好。」\nA(b)? “丙”‘丁’《戊》〈己〉『庚』！？；!é😀";
        let found: String = marks(text).into_iter().map(|(at, c)| text[at..].chars().next().filter(|&there| there == c).unwrap()).collect();
        assert_eq!(found, "（）「。」\n()?“”‘’《》〈〉『』！？；!");
    }
}
