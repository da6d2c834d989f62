//! What a user says of links: a file that always wins.

use super::Item;

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Its line, from 1.
    pub line: usize,
    /// The name of the entity, as on the command line; `Category:` before that of a category.
    pub name: String,
    /// Its item, or that which it is not; none where it has none.
    pub item: Option<Item>,
    /// Whether the line says that the item is not the entity's.
    pub refuses: bool,
}

/// Reads lines of `Q159<TAB>name` (that item and no other), `-Q159<TAB>name` (not that item) and `-<TAB>name` (no item at all). Empty lines and those that begin with
/// `#` are passed over.
///
/// # Errors
/// Every line that is wrong, by its number and what is wrong with it.
pub fn corrections(text: &str) -> Result<Vec<Correction>, Vec<(usize, String)>> {
    let (mut all, mut errors) = (Vec::new(), Vec::new());
    for (line, number) in text.trim_start_matches('\u{feff}').lines().zip(1..) {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        match correction(line, number) {
            Ok(correction) => all.push(correction),
            Err(why) => errors.push((number, why)),
        }
    }
    for (at, one) in all.iter().enumerate() {
        let again = all[..at].iter().find(|other| other.name == one.name && !other.refuses && !one.refuses && other.item != one.item);
        if let Some(other) = again {
            errors.push((one.line, format!("line {} has another item for {}", other.line, one.name)));
        }
    }
    errors.sort();
    if errors.is_empty() { Ok(all) } else { Err(errors) }
}

fn correction(line: &str, number: usize) -> Result<Correction, String> {
    let (id, name) = line.split_once('\t').ok_or("an id, a TAB and a name are wanted: Q159<TAB>俄羅斯")?;
    let (id, name) = (id.trim(), name.trim());
    if name.is_empty() || name.contains('\t') {
        return Err("one name is wanted behind the TAB".to_owned());
    }
    let (id, refuses) = id.strip_prefix('-').map_or((id, false), |rest| (rest, true));
    let item = if refuses && id.is_empty() { None } else { Some(id.parse::<Item>().map_err(|error| error.to_string())?) };
    Ok(Correction { line: number, name: name.to_owned(), item, refuses: refuses && item.is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_and_wrong_ones_named() {
        let all = corrections("\u{feff}# mine\nQ159\t俄羅斯\r\n\n-Q212\tCategory:烏克蘭\n-\t某國\n").unwrap();
        let told: Vec<_> = all.iter().map(|c| (c.line, c.name.as_str(), c.item.map(|item| item.0), c.refuses)).collect();
        assert_eq!(told, [(2, "俄羅斯", Some(159), false), (4, "Category:烏克蘭", Some(212), true), (5, "某國", None, false)]);
        let errors = corrections("Q159 俄羅斯\nP31\t俄羅斯\nQ1\t\nQ1\t甲\nQ2\t甲\nQ3\t甲\t乙\n").unwrap_err();
        assert_eq!(errors.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 5, 6], "{errors:?}");
    }
}
