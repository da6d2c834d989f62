//! A pattern's expression as a program: what to look for, one thing after the other.
//!
//! The expression is parsed by `regex-syntax` and means what it does in the `regex` crate. It is not compiled by that crate: a set of hundreds of words
//! is one step of a program here, and thousands of states there, for each of the patterns that name it.

use std::{cmp::Reverse, sync::Arc};

use regex_syntax::{
    ast::{AssertionKind, Ast, GroupKind, Repetition, RepetitionKind, RepetitionRange},
    hir::{self, HirKind, translate::Translator},
};

use super::sets::Slotted;
use crate::words::Words;

/// A program. Its last step is [`Op::Done`].
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    pub ops: Vec<Op>,
    /// The names of the groups; the places of group *n* are the notes 2*n* and 2*n* + 1.
    pub groups: Vec<String>,
}

/// A step of a program.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// These characters.
    Text(Box<str>),
    /// One of these words.
    Words(Arc<Words>),
    /// Characters of a class.
    Run(Run),
    /// Goes on at the first of two steps from which a match is reached.
    Either(usize, usize),
    /// Goes on at another step.
    Jump(usize),
    /// Notes the place.
    Note(usize),
    /// The beginning of the text.
    Start,
    /// The end of the text.
    End,
    /// All was found.
    Done,
}

/// Some characters of a class in a row.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub class: Class,
    pub least: u32,
    pub most: u32,
    /// Whether as many as can be are tried first, else as few.
    pub greedy: bool,
}

/// A class of characters: the first and the last of each range, the widest ranges first.
#[derive(Clone, Debug)]
pub(super) struct Class(Vec<(char, char)>);

impl Class {
    /// Whether a character is one of them.
    pub fn holds(&self, c: char) -> bool {
        self.0.iter().any(|(first, last)| *first <= c && c <= *last)
    }
}

impl Program {
    /// The program of an expression that was parsed with the characters that stand for its sets.
    ///
    /// # Errors
    /// What it asks for that patterns cannot.
    pub fn of(ast: &Ast, expression: &Slotted) -> Result<Self, String> {
        let mut compiler = Compiler { expression, program: Self::default() };
        compiler.expression(ast)?;
        compiler.program.ops.push(Op::Done);
        Ok(compiler.program)
    }
}

/// What an expression may not hold.
const FLAGS: &str = "there are no flags";

struct Compiler<'e> {
    expression: &'e Slotted,
    program: Program,
}

impl Compiler<'_> {
    /// Adds a step; gives its number.
    fn push(&mut self, op: Op) -> usize {
        self.program.ops.push(op);
        self.program.ops.len() - 1
    }

    fn expression(&mut self, ast: &Ast) -> Result<(), String> {
        match ast {
            Ast::Empty(_) => {}
            Ast::Literal(literal) => match self.expression.set(literal.c) {
                Some(set) => drop(self.push(Op::Words(set.choice().clone()))),
                None => drop(self.push(Op::Text(literal.c.to_string().into()))),
            },
            Ast::Dot(_) | Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => {
                let class = self.class(ast)?;
                self.push(Op::Run(Run { class, least: 1, most: 1, greedy: true }));
            }
            Ast::Assertion(assertion) => {
                self.push(match assertion.kind {
                    AssertionKind::StartLine | AssertionKind::StartText => Op::Start,
                    AssertionKind::EndLine | AssertionKind::EndText => Op::End,
                    _ => return Err("only `^` and `$` look around".to_owned()),
                });
            }
            Ast::Concat(concat) => self.concat(&concat.asts)?,
            Ast::Alternation(alternation) => self.alternation(&alternation.asts)?,
            Ast::Repetition(repetition) => self.repetition(repetition)?,
            Ast::Group(group) => match &group.kind {
                GroupKind::CaptureName { name, .. } => {
                    let note = 2 * self.program.groups.len();
                    self.program.groups.push(name.name.clone());
                    self.push(Op::Note(note));
                    self.expression(&group.ast)?;
                    self.push(Op::Note(note + 1));
                }
                GroupKind::NonCapturing(flags) if !flags.items.is_empty() => return Err(FLAGS.to_owned()),
                GroupKind::NonCapturing(_) | GroupKind::CaptureIndex(_) => self.expression(&group.ast)?,
            },
            Ast::Flags(_) => return Err(FLAGS.to_owned()),
        }
        Ok(())
    }

    /// One thing behind the other; characters in a row are one step.
    fn concat(&mut self, parts: &[Ast]) -> Result<(), String> {
        let mut rest = parts;
        while let Some((first, behind)) = rest.split_first() {
            let text: String = rest.iter().map_while(|part| self.plain(part)).collect();
            if text.is_empty() {
                self.expression(first)?;
                rest = behind;
            } else {
                rest = &rest[text.chars().count()..];
                self.push(Op::Text(text.into()));
            }
        }
        Ok(())
    }

    /// The character that an expression is, if it is one that stands for no set.
    fn plain(&self, ast: &Ast) -> Option<char> {
        let Ast::Literal(literal) = ast else { return None };
        Some(literal.c).filter(|c| self.expression.set(*c).is_none())
    }

    /// The words that an alternative is, if it is nothing else: one, or those of a set.
    fn words(&self, ast: &Ast) -> Option<Vec<String>> {
        match ast {
            Ast::Literal(literal) => {
                let set = self.expression.set(literal.c);
                Some(set.map_or_else(|| vec![literal.c.to_string()], |set| set.longest_first().cloned().collect()))
            }
            Ast::Concat(concat) => Some(vec![concat.asts.iter().map(|part| self.plain(part)).collect::<Option<_>>()?]),
            _ => None,
        }
    }

    /// One of several, the first of them that leads to a match.
    fn alternation(&mut self, parts: &[Ast]) -> Result<(), String> {
        if let Some(words) = parts.iter().map(|part| self.words(part)).collect::<Option<Vec<_>>>() {
            self.push(Op::Words(Arc::new(words.into_iter().flatten().collect())));
            return Ok(());
        }
        let mut ends = Vec::new();
        for (at, part) in (1..).zip(parts) {
            let either = (at < parts.len()).then(|| self.either(true));
            self.expression(part)?;
            if let Some(either) = either {
                ends.push(self.push(Op::Jump(0)));
                self.leads(either, true);
            }
        }
        let end = self.program.ops.len();
        ends.into_iter().for_each(|jump| self.program.ops[jump] = Op::Jump(end));
        Ok(())
    }

    /// Adds a choice between what follows, first if it is `preferred`, and what [`Compiler::leads`] says later.
    fn either(&mut self, preferred: bool) -> usize {
        let next = self.program.ops.len() + 1;
        self.push(if preferred { Op::Either(next, 0) } else { Op::Either(0, next) })
    }

    /// Lets a choice lead here as well.
    fn leads(&mut self, either: usize, preferred: bool) {
        let here = self.program.ops.len();
        if let Op::Either(first, second) = &mut self.program.ops[either] {
            *(if preferred { second } else { first }) = here;
        }
    }

    fn repetition(&mut self, repetition: &Repetition) -> Result<(), String> {
        let (least, most) = match repetition.op.kind {
            RepetitionKind::ZeroOrOne => (0, Some(1)),
            RepetitionKind::ZeroOrMore => (0, None),
            RepetitionKind::OneOrMore => (1, None),
            RepetitionKind::Range(RepetitionRange::Exactly(times)) => (times, Some(times)),
            RepetitionKind::Range(RepetitionRange::AtLeast(least)) => (least, None),
            RepetitionKind::Range(RepetitionRange::Bounded(least, most)) => (least, Some(most)),
        };
        let (what, greedy) = (&*repetition.ast, repetition.greedy);
        if let Some(class) = self.run(what)? {
            self.push(Op::Run(Run { class, least, most: most.unwrap_or(u32::MAX), greedy }));
            return Ok(());
        }
        let Some(most) = most else {
            (1..least).try_for_each(|_| self.expression(what))?;
            let none = (least == 0).then(|| self.either(greedy));
            let first = self.program.ops.len();
            self.expression(what)?;
            let behind = self.program.ops.len() + 1;
            self.push(if greedy { Op::Either(first, behind) } else { Op::Either(behind, first) });
            none.into_iter().for_each(|either| self.leads(either, greedy));
            return Ok(());
        };
        (0..least).try_for_each(|_| self.expression(what))?;
        let mut eithers = Vec::new();
        for _ in least..most {
            eithers.push(self.either(greedy));
            self.expression(what)?;
        }
        eithers.into_iter().for_each(|either| self.leads(either, greedy));
        Ok(())
    }

    /// The class of an expression of one character.
    fn run(&self, ast: &Ast) -> Result<Option<Class>, String> {
        match ast {
            Ast::Group(group) if matches!(&group.kind, GroupKind::NonCapturing(flags) if flags.items.is_empty()) => self.run(&group.ast),
            Ast::Dot(_) | Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => self.class(ast).map(Some),
            _ => Ok(self.plain(ast).map(|c| Class(vec![(c, c)]))),
        }
    }

    /// The class that a part of the expression is.
    fn class(&self, ast: &Ast) -> Result<Class, String> {
        let hir = Translator::new().translate(&self.expression.text, ast).map_err(|error| error.to_string())?;
        let mut ranges: Vec<(char, char)> = match hir.kind() {
            HirKind::Class(hir::Class::Unicode(class)) => class.iter().map(|range| (range.start(), range.end())).collect(),
            HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).chars().map(|c| (c, c)).collect(),
            _ => Vec::new(),
        };
        ranges.sort_by_key(|(first, last)| Reverse(u32::from(*last) - u32::from(*first)));
        Ok(Class(ranges))
    }
}
